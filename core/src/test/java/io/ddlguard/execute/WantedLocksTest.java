package io.ddlguard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.change.Change;
import io.ddlguard.change.Lock;
import io.ddlguard.change.LockMode;
import io.ddlguard.change.Script;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we say a statement will lock, against what a live server locks when it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WantedLocksTest {

    private final String url = TestPostgres.shared().freshDatabase();
    private Connection connection;

    @BeforeEach
    void tables() throws SQLException {
        connection = DriverManager.getConnection(url);
        run("DROP SCHEMA public CASCADE");
        run("CREATE SCHEMA public");
        run("CREATE TABLE parent (id int PRIMARY KEY)");
        run(
                "CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, e text, parent_id int CONSTRAINT t_parent REFERENCES parent)");
        run("CREATE TABLE child (id int, t_id int REFERENCES t)");
        run("CREATE TABLE heir (extra int) INHERITS (t)");
        run("CREATE INDEX t_a ON t (a)");
        run("CREATE VIEW v AS SELECT id FROM t");
        run("CREATE TABLE pt (id int, a text, parent_id int REFERENCES parent) PARTITION BY LIST (id)");
        run("CREATE TABLE pt_1 PARTITION OF pt FOR VALUES IN (1) PARTITION BY LIST (a)");
        run("CREATE TABLE pt_1_a PARTITION OF pt_1 FOR VALUES IN ('a')");
        run("CREATE TABLE single (LIKE pt)");
        run("CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'");
        run("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()");
        run("ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD COLUMN b int",
                "ALTER TABLE child ADD COLUMN p_id int REFERENCES parent",
                "ALTER TABLE child ADD COLUMN p_id int REFERENCES t",
                "ALTER TABLE pt ADD COLUMN b int",
                "ALTER TABLE t DROP COLUMN a",
                "ALTER TABLE t DROP COLUMN parent_id",
                "ALTER TABLE t ALTER COLUMN e SET NOT NULL",
                "ALTER TABLE pt ALTER COLUMN a SET NOT NULL",
                "ALTER TABLE t ALTER COLUMN a DROP NOT NULL",
                "ALTER TABLE t ALTER COLUMN a TYPE varchar",
                "ALTER TABLE child ALTER COLUMN t_id TYPE bigint",
                "ALTER TABLE parent ALTER COLUMN id TYPE bigint",
                "ALTER TABLE pt ALTER COLUMN parent_id TYPE bigint",
                "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'x'",
                "ALTER TABLE ONLY t ALTER COLUMN a SET DEFAULT 'x'",
                "ALTER TABLE t ALTER COLUMN a SET STATISTICS 7",
                "ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL",
                "ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)",
                "ALTER TABLE t ADD CHECK (id <> 7)",
                "ALTER TABLE t ADD CHECK (id <> 7) NOT VALID",
                "ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES parent",
                "ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES parent NOT VALID",
                "ALTER TABLE pt ADD FOREIGN KEY (id) REFERENCES parent",
                "ALTER TABLE t VALIDATE CONSTRAINT c",
                "ALTER TABLE t DROP CONSTRAINT c",
                "ALTER TABLE t DROP CONSTRAINT t_parent",
                "ALTER TABLE t DISABLE TRIGGER tr",
                "ALTER TABLE t SET (fillfactor = 70)",
                "ALTER TABLE heir SET UNLOGGED, ADD COLUMN b int",
                "ALTER TABLE t CLUSTER ON t_a",
                "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE t REPLICA IDENTITY FULL",
                "ALTER TABLE t OWNER TO CURRENT_USER",
                "ALTER TABLE t RENAME COLUMN a TO b",
                "ALTER TABLE t RENAME CONSTRAINT c TO d",
                "ALTER TABLE pt RENAME COLUMN id TO n",
                "ALTER TABLE t RENAME TO u",
                "ALTER TABLE t SET SCHEMA information_schema",
                "ALTER TABLE pt_1 ATTACH PARTITION single FOR VALUES IN ('b')",
                "ALTER INDEX t_a RENAME TO t_b",
                "CREATE TRIGGER other AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()",
                "CREATE TRIGGER other AFTER INSERT ON pt FOR EACH ROW EXECUTE FUNCTION tf()",
                "CREATE INDEX ON t (id)",
                "CREATE INDEX ON pt (id)",
                "DROP INDEX t_a",
                "DROP TABLE child",
                "DROP TABLE pt",
                "DROP TABLE t CASCADE",
                "TRUNCATE child",
                "TRUNCATE pt",
                "CREATE TABLE made (id int REFERENCES parent, FOREIGN KEY (id) REFERENCES t)",
                "CREATE TABLE made (x int) INHERITS (parent)",
                "CREATE TABLE made PARTITION OF pt FOR VALUES IN (2)"
            })
    void are_those_that_the_server_takes(String sql) throws Exception {
        assertThat(said(sql)).isEqualTo(taken(sql));
    }

    /** Where the versions differ. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD UNIQUE (a)",
                "ALTER TABLE pt ADD UNIQUE (id, a)",
                "ALTER TABLE pt DETACH PARTITION pt_1"
            })
    void are_no_more_than_the_server_takes(String sql) throws Exception {
        TreeMap<String, String> said = said(sql);
        TreeMap<String, String> taken = taken(sql);
        assertThat(taken.keySet()).containsAll(said.keySet());
        said.forEach((table, mode) -> assertThat(LockMode.of(taken.get(table)).covers(LockMode.of(mode)))
                .isTrue());
    }

    @Test
    void are_not_all_named_where_they_are_many() {
        List<WantedLocks.Wanted> partitions = IntStream.rangeClosed(1, 7)
                .mapToObj(i -> new WantedLocks.Wanted(i, "p.t" + i, "p.t" + i, LockMode.SHARE, true))
                .toList();
        assertThat(new WantedLocks(partitions))
                .hasToString("SHARE on p.t1, SHARE on p.t2, SHARE on p.t3, SHARE on p.t4, SHARE on p.t5 and 2 more");
    }

    private TreeMap<String, String> said(String sql) throws Exception {
        PgSession session = new PgSession(connection, url, new Properties(), DriverManager::getConnection);
        List<LockTarget> targets = new ArrayList<>();
        for (ScriptStatement statement : Script.read(sql).statements()) {
            for (Change change : statement.changes()) {
                for (Lock lock : change.locks()) {
                    long oid = oid(lock.relation().sql());
                    targets.add(new LockTarget(oid, lock.mode(), lock.reach()));
                }
            }
        }
        WantedLocks wanted;
        try (Side side = Side.open(session, CallerContext.read(session))) {
            wanted = WantedLocks.find(side, targets);
        }
        TreeMap<String, String> said = new TreeMap<>();
        wanted.all().stream()
                .filter(WantedLocks.Wanted::lockable)
                .forEach(lock -> said.put(lock.readable(), lock.mode().catalogName()));
        return said;
    }

    /** The strongest mode on each table that was there before, where it is one that DDL takes. */
    private TreeMap<String, String> taken(String sql) throws SQLException {
        List<Long> before = new ArrayList<>();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            try (ResultSet tables = statement.executeQuery(
                    "SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")) {
                while (tables.next()) {
                    before.add(tables.getLong(1));
                }
            }
            TreeMap<Long, String> names = new TreeMap<>();
            for (long oid : before) {
                try (ResultSet name = statement.executeQuery("SELECT relname FROM pg_class WHERE oid = " + oid)) {
                    name.next();
                    names.put(oid, "public." + name.getString(1));
                }
            }
            statement.execute(sql);
            TreeMap<String, String> taken = new TreeMap<>();
            try (ResultSet locks = statement.executeQuery("SELECT relation, mode FROM pg_locks WHERE pid ="
                    + " pg_backend_pid() AND locktype = 'relation' AND granted")) {
                while (locks.next()) {
                    String name = names.get(locks.getLong(1));
                    LockMode mode = LockMode.of(locks.getString(2));
                    if (name != null && mode.compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0) {
                        taken.merge(name, mode.catalogName(), WantedLocksTest::stronger);
                    }
                }
            }
            connection.rollback();
            return taken;
        }
    }

    private static String stronger(String one, String other) {
        return LockMode.of(one).compareTo(LockMode.of(other)) > 0 ? one : other;
    }

    private long oid(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT '" + name + "'::regclass::oid")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
