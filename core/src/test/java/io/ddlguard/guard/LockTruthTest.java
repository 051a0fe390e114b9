package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the rules and their messages say about locks, read from {@code pg_locks} of a live server: of the statements as
 * written while their transaction is open, and of their online forms while a third connection's snapshot holds them up.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LockTruthTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String url = TestPostgres.shared().freshDatabase();
    private Connection observer;

    @BeforeEach
    void tables() throws SQLException {
        observer = DriverManager.getConnection(url);
        run("DROP SCHEMA IF EXISTS public, app CASCADE");
        run("CREATE SCHEMA public");
        run("CREATE TABLE parent (id int PRIMARY KEY)");
        run("CREATE TABLE t (id int PRIMARY KEY, a text, parent_id int REFERENCES parent)");
        run("CREATE TABLE child (id int PRIMARY KEY, t_id int REFERENCES t)");
        run("CREATE INDEX t_a ON t (a)");
        run("CREATE VIEW v AS SELECT a FROM t");
        run("CREATE TABLE pt (id int, a text) PARTITION BY LIST (id)");
        run("CREATE TABLE pt_1 PARTITION OF pt FOR VALUES IN (1)");
        run("CREATE TABLE pt_d PARTITION OF pt DEFAULT");
        run("CREATE INDEX pt_a ON pt (a)");
        run("CREATE DOMAIN email AS text");
        run("CREATE DOMAIN work_email AS email");
        run("CREATE TYPE mood AS ENUM ('sad')");
        run("CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
        run("CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        run("CREATE TABLE d (email email, mood mood, one int DEFAULT one())");
        run("CREATE TABLE w (email work_email)");
        run("CREATE TRIGGER d_stamp BEFORE UPDATE ON d FOR EACH ROW EXECUTE FUNCTION stamp()");
        run("CREATE VIEW ones AS SELECT one() AS one");
        run("ALTER DOMAIN email ADD CONSTRAINT filled CHECK (VALUE IS NOT NULL) NOT VALID");
        run("CREATE SCHEMA app");
        run("CREATE TABLE far (id int PRIMARY KEY)");
        run("CREATE TABLE app.near (far_id int REFERENCES far)");
        run("INSERT INTO parent VALUES (1)");
        run("INSERT INTO t VALUES (1, 'x', 1)");
        run("INSERT INTO pt VALUES (1, 'x'), (2, 'y')");
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
    }

    /** S: SHARE. SUE: SHARE UPDATE EXCLUSIVE. AE: ACCESS EXCLUSIVE. Only the locks that stop somebody are named. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE INDEX t_b ON t (a)                        | t S
            CREATE INDEX IF NOT EXISTS t_a ON t (a)          | t S
            CREATE INDEX pt_b ON pt (a)                      | pt S, pt_1 S, pt_d S
            CREATE INDEX pt_b ON ONLY pt (a)                 | pt S
            DROP INDEX t_a                                   | t AE, t_a AE
            REINDEX INDEX t_a                                | t S, t_a AE
            REINDEX TABLE t                                  | t S, t_a AE, t_pkey AE
            ALTER TABLE t DROP COLUMN a CASCADE              | t AE, t_a AE, v AE
            ALTER TABLE t DROP COLUMN IF EXISTS nothing      | t AE
            ALTER TABLE t RENAME COLUMN a TO b               | t AE
            ALTER TABLE t RENAME TO u                        | t AE
            ALTER TABLE t ADD COLUMN b int                   | t AE
            ALTER TABLE t ADD COLUMN IF NOT EXISTS a text    | t AE
            ALTER TABLE t ADD COLUMN b int NOT NULL DEFAULT 0| t AE
            ALTER TABLE t ADD COLUMN b int UNIQUE            | t AE
            ALTER TABLE t ADD UNIQUE (a)                     | t AE
            ALTER TABLE t ADD CONSTRAINT x EXCLUDE (id WITH =)| t AE
            ALTER TABLE child DROP CONSTRAINT child_pkey, ADD PRIMARY KEY (t_id) | child AE, child_pkey AE
            ALTER TABLE ONLY pt ADD UNIQUE (id)              | pt AE
            TRUNCATE child                                   | child AE, child_pkey AE
            TRUNCATE t CASCADE                               | child AE, child_pkey AE, t AE, t_a AE, t_pkey AE
            DROP TABLE child                                 | child AE, child_pkey AE, t AE
            DROP TABLE t CASCADE                             | child AE, parent AE, t AE, t_a AE, t_pkey AE, v AE
            DROP TABLE pt_1                                  | pt AE, pt_1 AE, pt_1_a_idx AE, pt_d AE
            DROP INDEX pt_a                                  | pt AE, pt_1 AE, pt_1_a_idx AE, pt_a AE, pt_d AE, pt_d_a_idx AE
            ALTER INDEX t_a RENAME TO t_c                    | t_a SUE
            ALTER TABLE t_a RENAME TO t_c                    | t_a AE
            DROP SCHEMA app CASCADE                          | far AE, near AE
            DROP TYPE mood CASCADE                           | d AE
            DROP DOMAIN email CASCADE                        | d AE, w AE
            DROP FUNCTION stamp CASCADE                      | d AE
            DROP FUNCTION one CASCADE                        | d AE, ones AE
            ALTER DOMAIN email ADD CHECK (VALUE <> $$x$$)    | d S, w S
            ALTER DOMAIN email VALIDATE CONSTRAINT filled    | d S, w S
            ALTER DOMAIN email SET NOT NULL                  | d S, w S
            ALTER DOMAIN email ADD CHECK (true) NOT VALID    | ''
            ALTER TYPE mood ADD VALUE $$glad$$               | ''
            ALTER TYPE mood RENAME VALUE $$sad$$ TO $$low$$  | ''
            """)
    void a_statement_as_written_takes(String sql, String locks) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int pid = pid(connection);
            List<String> names = names();
            statement.execute(sql);
            assertThat(locks(pid, names)).isEqualTo(locks);
            connection.rollback();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE INDEX CONCURRENTLY t_b ON t (a) | t SUE
            REINDEX INDEX CONCURRENTLY t_a         | t SUE, t_a SUE
            """)
    void a_concurrent_form_takes_while_it_waits_for_a_snapshot(String sql, String locks) throws Exception {
        try (Connection holder = DriverManager.getConnection(url);
                Connection builder = DriverManager.getConnection(url)) {
            pin(holder);
            int pid = pid(builder);
            List<String> names = names();
            CompletableFuture<Void> build = CompletableFuture.runAsync(() -> execute(builder, sql));
            Awaitility.await().atMost(PATIENCE).until(() -> isWaiting(pid));
            assertThat(locks(pid, names)).isEqualTo(locks);
            holder.rollback();
            build.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void drop_index_concurrently_takes_share_update_exclusive_while_it_waits_for_a_reader() throws Exception {
        try (Connection reader = DriverManager.getConnection(url);
                Connection dropper = DriverManager.getConnection(url)) {
            reader.setAutoCommit(false);
            execute(reader, "SELECT * FROM t");
            int pid = pid(dropper);
            CompletableFuture<Void> drop =
                    CompletableFuture.runAsync(() -> execute(dropper, "DROP INDEX CONCURRENTLY t_a"));
            Awaitility.await().atMost(PATIENCE).until(() -> isWaiting(pid));
            assertThat(locks(pid, List.of("t"))).isEqualTo("t SUE");
            reader.rollback();
            drop.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_guarded_create_index_stops_no_writer_at_any_time() throws Exception {
        assertThat(everHeldOn(List.of("t"), "CREATE INDEX t_b ON t (a)", true)).containsExactly("t SUE");
    }

    @Test
    void a_guarded_create_index_in_autocommit_stops_no_writer_at_any_time() throws Exception {
        assertThat(everHeldOn(List.of("t"), "CREATE INDEX t_b ON t (a)", false)).containsExactly("t SUE");
    }

    @Test
    void a_guarded_reindex_stops_no_writer_at_any_time() throws Exception {
        assertThat(everHeldOn(List.of("t"), "REINDEX TABLE t", false)).containsExactly("t SUE");
    }

    @Test
    void a_guarded_create_index_on_a_partitioned_table_takes_share_on_the_parent_alone() throws Exception {
        assertThat(everHeldOn(List.of("pt", "pt_1", "pt_d"), "CREATE INDEX pt_b ON pt (id)", true))
                .isSubsetOf("pt S", "pt_1 SUE", "pt_d SUE")
                .contains("pt_1 SUE");
    }

    @Test
    void writers_go_on_while_a_guarded_create_index_waits() throws Exception {
        try (Connection holder = DriverManager.getConnection(url);
                Door door = Door.open(Door.guard(), url)) {
            pin(holder);
            CompletableFuture<Void> build = CompletableFuture.runAsync(() -> {
                try {
                    door.begin();
                    door.execute("CREATE INDEX t_b ON t (a)");
                    door.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().atMost(PATIENCE).until(this::someBuildIsWaiting);
            run("SET lock_timeout = '100ms'");
            run("INSERT INTO t VALUES (2, 'y', 1)");
            run("UPDATE t SET a = 'z' WHERE id = 1");
            holder.rollback();
            build.get(30, TimeUnit.SECONDS);
        }
    }

    /** Every lock on the tables that stopped somebody, as another connection sees it from before the call to its end. */
    private Set<String> everHeldOn(List<String> tables, String sql, boolean inTransaction) throws Exception {
        Set<String> seen = new TreeSet<>();
        try (Connection holder = DriverManager.getConnection(url);
                Door door = Door.open(Door.guard(), url)) {
            pin(holder);
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> {
                try {
                    door.connection.setAutoCommit(!inTransaction);
                    door.execute(sql);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        seen.addAll(heldByAnyone(tables));
                        return someBuildIsWaiting();
                    });
            seen.addAll(heldByAnyone(tables));
            holder.rollback();
            while (!call.isDone()) {
                seen.addAll(heldByAnyone(tables));
            }
            call.get();
            seen.addAll(heldByAnyone(tables));
            if (inTransaction) {
                door.rollback();
            }
        }
        return seen;
    }

    private List<String> heldByAnyone(List<String> tables) throws SQLException {
        return query("SELECT c.relname || ' ' || " + SHORT + " FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                + " WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND l.pid <> pg_backend_pid() AND c.relname IN ('" + String.join("', '", tables) + "')"
                + " AND l.mode NOT IN " + STOPS_NOBODY);
    }

    private static final String SHORT = "CASE l.mode WHEN 'ShareLock' THEN 'S' WHEN 'AccessExclusiveLock' THEN 'AE'"
            + " WHEN 'ShareUpdateExclusiveLock' THEN 'SUE' ELSE l.mode END";

    private static final String STOPS_NOBODY = "('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')";

    /** The strongest lock on each relation that was there before, by the name it had then. */
    private String locks(int pid, List<String> names) throws SQLException {
        List<String> held = query("SELECT c.relname || ' ' || " + SHORT + " FROM pg_locks l JOIN pg_class c"
                + " ON c.oid = l.relation WHERE l.pid = " + pid + " AND l.granted AND l.mode NOT IN " + STOPS_NOBODY
                + " ORDER BY c.relname, array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock',"
                + " 'ShareRowExclusiveLock', 'ShareLock', 'ShareUpdateExclusiveLock'], l.mode)");
        List<String> strongest = new ArrayList<>();
        String last = "";
        for (String lock : held) {
            String relation = lock.substring(0, lock.indexOf(' '));
            if (names.contains(relation) && !relation.equals(last)) {
                strongest.add(lock);
            }
            last = relation;
        }
        return String.join(", ", strongest);
    }

    private List<String> names() throws SQLException {
        return query("SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace,"
                + " 'app'::regnamespace)");
    }

    private boolean isWaiting(int pid) throws SQLException {
        return query("SELECT 1 FROM pg_locks WHERE pid = " + pid + " AND NOT granted AND locktype = 'virtualxid'")
                        .size()
                == 1;
    }

    private boolean someBuildIsWaiting() throws SQLException {
        return !query("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'virtualxid'"
                        + " AND query LIKE '%CONCURRENTLY%'")
                .isEmpty();
    }

    /** A snapshot that a build has to wait for, on a transaction that holds no lock on the tables. */
    private static void pin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        execute(connection, "SELECT 1");
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
    }

    private void run(String sql) {
        execute(observer, sql);
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            while (answer.next()) {
                rows.add(answer.getString(1));
            }
        }
        return rows;
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
