package io.ddlguard.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.change.RelationName;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the oracle says of a command, and what the command then does to a table with rows: read from the files of the
 * table and its indexes, from the locks, and from what the server says it is doing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OracleTruthTest {

    private final String url = TestPostgres.shared().freshDatabase();
    private Connection connection;
    private PgSession session;
    private Side side;

    @BeforeAll
    void open() throws SQLException {
        connection = DriverManager.getConnection(url);
        session = new PgSession(connection, url, new Properties(), DriverManager::getConnection);
        side = Side.open(session, CallerContext.read(session));
    }

    @BeforeEach
    void types() throws SQLException {
        run("DROP SCHEMA IF EXISTS public, other CASCADE");
        run("CREATE SCHEMA public");
        run("CREATE DOMAIN plain AS int");
        run("CREATE DOMAIN positive AS int CHECK (value > 0)");
        run("CREATE TYPE mood AS ENUM ('sad', 'ok')");
        run("CREATE TABLE p (id varchar(10) PRIMARY KEY)");
    }

    @AfterAll
    void close() throws SQLException {
        side.close();
        connection.close();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            varchar(10)    | varchar(20)                          | none
            varchar(10)    | varchar                              | none
            varchar(10)    | text                                 | none
            text           | varchar                              | none
            numeric(10,2)  | numeric(12,2)                        | none
            numeric(10,2)  | numeric                              | none
            timestamp(3)   | timestamp(6)                         | none
            timestamptz(3) | timestamptz(6)                       | none
            time(3)        | time(6)                              | none
            interval(3)    | interval(6)                          | none
            cidr           | inet                                 | none
            varbit(5)      | varbit(9)                            | none
            int            | plain                                | none
            plain          | int                                  | none
            text           | text COLLATE "C"                     | builds t_c
            int            | oid                                  | builds t_c
            timestamp      | timestamptz                          | rewrites, builds t_c t_pkey
            timestamptz    | timestamp                            | rewrites, builds t_c t_pkey
            timestamp      | timestamptz USING c AT TIME ZONE 'UTC' | rewrites, builds t_c t_pkey
            int            | bigint                               | rewrites, builds t_c t_pkey
            bigint         | int                                  | rewrites, builds t_c t_pkey
            varchar(20)    | varchar(10)                          | rewrites, builds t_c t_pkey
            text           | varchar(10)                          | rewrites, builds t_c t_pkey
            char(5)        | char(9)                              | rewrites, builds t_c t_pkey
            char(5)        | text                                 | rewrites, builds t_c t_pkey
            numeric(10,2)  | numeric(10,3)                        | rewrites, builds t_c t_pkey
            numeric(12,2)  | numeric(10,2)                        | rewrites, builds t_c t_pkey
            timestamptz(6) | timestamptz(3)                       | rewrites, builds t_c t_pkey
            date           | timestamp                            | rewrites, builds t_c t_pkey
            inet           | cidr                                 | rewrites, builds t_c t_pkey
            jsonb          | json USING c::json                   | rewrites, builds t_pkey
            mood           | text                                 | rewrites, builds t_c t_pkey
            text           | mood USING c::mood                   | rewrites, builds t_c t_pkey
            int            | positive                             | rewrites, builds t_c t_pkey
            varchar(10)[]  | varchar(20)[]                        | rewrites, builds t_c t_pkey
            text           | int USING c::int                     | rewrites, builds t_c t_pkey
            text           | int                                  | refused 42804
            text           | no_such                              | refused 42704
            """)
    void tells_of_a_conversion(String from, String to, String expected) throws SQLException {
        run("SET TimeZone = 'Europe/London'");
        run("CREATE TABLE t (id int PRIMARY KEY, c " + from + ")");
        if (!to.contains("json")) {
            run("CREATE INDEX t_c ON t (c)");
        }
        isTrue("ALTER COLUMN c TYPE " + to, expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            UTC                | timestamp   | timestamptz | builds t_c
            UTC                | timestamptz | timestamp   | builds t_c
            Etc/GMT            | timestamp   | timestamptz | builds t_c
            Atlantic/Reykjavik | timestamp   | timestamptz | rewrites, builds t_c t_pkey
            """)
    void tells_of_times_in_the_time_zone_of_the_caller(String zone, String from, String to, String expected)
            throws SQLException {
        run("SET TimeZone = '" + zone + "'");
        run("CREATE TABLE t (id int PRIMARY KEY, c " + from + ")");
        run("CREATE INDEX t_c ON t (c)");
        isTrue("ALTER COLUMN c TYPE " + to, expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            CREATE INDEX i ON t (c)                                    | none
            CREATE INDEX i ON t (c DESC NULLS LAST) INCLUDE (d)        | none
            CREATE INDEX i ON t (c text_pattern_ops)                   | none
            CREATE UNIQUE INDEX "a USING b" ON t (c, d)                | none
            ALTER TABLE t ADD UNIQUE (c)                               | none
            CREATE INDEX i ON t (c) WHERE d > 0                        | builds i
            CREATE INDEX i ON t (d) WHERE c > ''                       | builds i
            CREATE INDEX i ON t (lower(c))                             | builds i
            CREATE INDEX i ON t (lower(c), d); CREATE INDEX j ON t (d) | builds i
            ALTER TABLE t ADD CHECK (c <> '')                          | scans t_c_check
            ALTER TABLE t ADD CONSTRAINT k CHECK (d > length(c))       | scans k
            ALTER TABLE t ADD CHECK (c <> '') NOT VALID                | none
            ALTER TABLE t ADD CHECK (d > 0)                            | none
            ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p             | none, locks public.p
            ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p NOT VALID   | none, locks public.p
            CREATE TABLE ch (c varchar(10)); ALTER TABLE t ADD UNIQUE (c); ALTER TABLE ch ADD FOREIGN KEY (c) REFERENCES t (c) | none, locks public.ch
            ALTER TABLE t ADD UNIQUE (c), ADD parent varchar(10) REFERENCES t (c) | none
            CREATE SCHEMA other; CREATE TABLE other.t (c varchar(10) PRIMARY KEY); ALTER TABLE t ADD CONSTRAINT t_c FOREIGN KEY (c) REFERENCES other.t | none, locks other.t
            ALTER TABLE t ALTER c SET DEFAULT 'x'                      | none
            INSERT INTO t VALUES (1, 'c'); ALTER TABLE t ALTER c SET NOT NULL | none
            ALTER TABLE t ADD e varchar GENERATED ALWAYS AS (c) STORED | refused
            CREATE STATISTICS s ON c, d FROM t                         | none
            CREATE TABLE heir (e int, CHECK (c <> '')) INHERITS (t)    | scans heir_c_check
            CREATE TABLE heir () INHERITS (t); CREATE INDEX i ON heir (lower(c)); CREATE TABLE heir2 () INHERITS (heir) | builds i
            """)
    void tells_of_a_wider_varchar_with(String beside, String expected) throws SQLException {
        run("CREATE TABLE t (id int PRIMARY KEY, c varchar(10), d int)");
        run(beside);
        isTrue("ALTER COLUMN c TYPE varchar(20)", expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES q             | rewrites, builds t_pkey, validates t_c_fkey, locks public.q
            CREATE TABLE ch (c int); ALTER TABLE t ADD CONSTRAINT u UNIQUE (c); ALTER TABLE ch ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES t (c) | rewrites, builds t_pkey u, validates f, locks public.ch
            CREATE INDEX i ON t USING brin (c)                         | rewrites, builds i t_pkey
            """)
    void tells_of_a_bigint_with(String beside, String expected) throws SQLException {
        run("CREATE TABLE q (id int PRIMARY KEY)");
        run("CREATE TABLE t (id int PRIMARY KEY, c int)");
        run(beside);
        isTrue("ALTER COLUMN c TYPE bigint", expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            RANGE (id)   | FROM (0) TO (100)             | CREATE INDEX i ON t (c)         | TYPE varchar(20) | builds i
            RANGE (id)   | FROM (0) TO (100)             | CREATE INDEX i ON t_1 (lower(c)) | TYPE varchar(20) | builds i
            LIST (id)    | IN (1, 2, 3, 4, 5)            | CREATE INDEX i ON t (lower(c))  | TYPE varchar(20) | builds i
            HASH (id)    | WITH (MODULUS 1, REMAINDER 0) | ALTER TABLE t ADD CHECK (c <> '') | TYPE varchar(20) | scans t_c_check
            HASH (c)     | WITH (MODULUS 1, REMAINDER 0) | SELECT                          | TYPE varchar(20) | refused 42P16
            RANGE (id)   | FROM (0) TO (100)             | ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES p | TYPE varchar(20) | none, locks public.p
            RANGE (id)   | FROM (0) TO (100)             | ALTER TABLE t ADD PRIMARY KEY (id) | TYPE varchar(20) | none
            RANGE (id)   | FROM (0) TO (100)             | CREATE INDEX i ON t_1 (c)       | TYPE varchar(20) | none
            RANGE (id)   | FROM (0) TO (100)             | SELECT                          | TYPE varchar(5)  | rewrites
            """)
    void tells_of_a_partitioned_table(String key, String bound, String beside, String type, String expected)
            throws SQLException {
        run("CREATE TABLE t (id int, c varchar(10)) PARTITION BY " + key);
        run("CREATE TABLE t_1 PARTITION OF t FOR VALUES " + bound);
        run(beside);
        isTrue("ALTER COLUMN c " + type, expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ADD COLUMN x int                                                   | none
            ADD COLUMN x int DEFAULT 7 NOT NULL                                | none
            ADD COLUMN x timestamptz DEFAULT now()                             | none
            ADD COLUMN x plain                                                 | none
            ADD COLUMN x timestamptz DEFAULT clock_timestamp()                 | rewrites, builds t_pkey
            ADD COLUMN x float DEFAULT random()                                | rewrites, builds t_pkey
            ADD COLUMN x bigserial                                             | rewrites, builds t_pkey
            ADD COLUMN x int GENERATED ALWAYS AS IDENTITY                      | rewrites, builds t_pkey
            ADD COLUMN x int GENERATED ALWAYS AS (id + 1) STORED               | rewrites, builds t_pkey
            ADD COLUMN x positive                                              | rewrites, builds t_pkey
            ADD COLUMN x int CHECK (x > 0)                                     | scans
            ADD COLUMN x int UNIQUE                                            | builds t_x_key
            ADD COLUMN x varchar(10) REFERENCES p                              | none
            ALTER COLUMN c SET NOT NULL                                        | scans
            ALTER COLUMN d SET NOT NULL                                        | none
            ALTER COLUMN d SET NOT NULL, DROP CONSTRAINT k                     | scans
            ALTER COLUMN e SET NOT NULL                                        | none
            ALTER COLUMN f SET NOT NULL                                        | scans
            ADD CHECK (d > 0)                                                  | scans
            ADD CHECK (d > 0) NOT VALID                                        | none
            """)
    void tells_of_what_set_not_null_and_add_column_do(String command, String expected) throws SQLException {
        run("CREATE TABLE t (id int PRIMARY KEY, c int, d int CONSTRAINT k CHECK (d IS NOT NULL), e int CHECK (e IS NOT"
                + " NULL AND e > 0), f int CHECK (f > 0))");
        run("INSERT INTO t SELECT i, i, i, i, i FROM generate_series(1, 5) i");
        isTrue(command, expected);
    }

    @Test
    void tells_of_partitions_of_partitions() throws SQLException {
        run("CREATE TABLE t (id int, c varchar(10)) PARTITION BY RANGE (id)");
        run("CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100) PARTITION BY HASH (id)");
        run("CREATE TABLE t_1_1 PARTITION OF t_1 FOR VALUES WITH (MODULUS 1, REMAINDER 0)");
        run("CREATE INDEX i ON t_1 (c)");
        isTrue("ALTER COLUMN c TYPE text", "builds i");
    }

    @Test
    void tells_of_an_index_that_is_not_valid() throws SQLException {
        run("CREATE TABLE t (id int PRIMARY KEY, c varchar(10), d int)");
        run("INSERT INTO t VALUES (1, 'a', 1), (2, 'a', 1)");
        assertThatThrownBy(() -> run("CREATE UNIQUE INDEX CONCURRENTLY i ON t (c)"))
                .isInstanceOf(SQLException.class);
        run("DELETE FROM t WHERE id = 2");
        run("CREATE INDEX j ON t (d)");
        isTrue("ALTER COLUMN c TYPE text", "builds i");
        isTrue("ALTER COLUMN d SET NOT NULL", "scans");
    }

    private void isTrue(String command, String expected) throws SQLException {
        if (one("SELECT count(*) FROM t").equals("0")) {
            run("INSERT INTO t (id) SELECT generate_series(1, 5)");
        }
        String told = told(command);
        // Its SQLSTATE may depend on the version.
        assertThat(expected.equals("refused") ? told.substring(0, 7) : told).isEqualTo(expected);
        assertThat(done(command)).isEqualTo(told);
    }

    private String told(String command) throws SQLException {
        CallerContext context = CallerContext.read(session);
        side.follow(context);
        Facts facts = new Facts(session, context, () -> side, new JobObjects(), 0);
        Relation table = facts.relation(new RelationName(null, "t")).orElseThrow();
        Answer answer = facts.oracle().ask(table, command);
        if (answer instanceof Answer.Refused refused) {
            return "refused " + refused.sqlState();
        }
        if (answer instanceof Answer.Unknown unknown) {
            return "unknown: " + unknown.why();
        }
        Answer.Work work = (Answer.Work) answer;
        return described(
                work.rewrites(),
                work.scans() ? work.checks().stream().map(Answer.Check::name).toList() : null,
                work.indexes(),
                work.foreignKeys(),
                work.alsoLocked());
    }

    private static String described(
            boolean rewrites, List<String> checks, List<String> indexes, List<String> keys, List<String> locked) {
        List<String> parts = new ArrayList<>();
        if (rewrites) {
            parts.add("rewrites");
        }
        if (checks != null) {
            parts.add(("scans " + String.join(" ", checks)).strip());
        }
        if (!indexes.isEmpty()) {
            parts.add("builds " + String.join(" ", new TreeSet<>(indexes)));
        }
        if (!keys.isEmpty()) {
            parts.add("validates " + String.join(" ", new TreeSet<>(keys)));
        }
        if (parts.isEmpty()) {
            parts.add("none");
        }
        if (!locked.isEmpty()) {
            parts.add("locks " + String.join(" ", new TreeSet<>(locked)));
        }
        return String.join(", ", parts);
    }

    // The index of a partition by the one that it is a part of.
    private static final String FILES = """
            SELECT c.oid || ' ' || c.relname, c.relfilenode
            FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
            UNION ALL SELECT 'i ' || coalesce(p.relname, c.relname), c.relfilenode
            FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
            WHERE c.relkind = 'i' AND c.relnamespace = 'public'::regnamespace""";

    private String done(String command) throws SQLException {
        Map<String, String> before = map(FILES);
        List<String> tables =
                list("SELECT c.oid::regclass FROM pg_class c WHERE relkind IN ('r', 'p') AND oid >= 16384");
        Map<String, String> checks = map("SELECT oid, conname FROM pg_constraint WHERE contype = 'c' AND convalidated");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL client_min_messages = debug1");
            List<String> messages = new ArrayList<>();
            try {
                statement.execute("ALTER TABLE t " + command);
            } catch (SQLException e) {
                return "refused " + e.getSQLState();
            }
            for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
                messages.add(each.getMessage());
            }
            statement.execute("SET LOCAL client_min_messages = notice");
            Map<String, String> after = map(FILES);
            boolean rewrites = before.entrySet().stream()
                    .anyMatch(file ->
                            !file.getKey().startsWith("i ") && !file.getValue().equals(after.get(file.getKey())));
            List<String> indexes = after.entrySet().stream()
                    .filter(file ->
                            file.getKey().startsWith("i ") && !file.getValue().equals(before.get(file.getKey())))
                    .map(file -> file.getKey().substring(2))
                    .toList();
            Map<String, String> left = map("SELECT oid, conname FROM pg_constraint");
            List<String> anew = checks.entrySet().stream()
                    .filter(check -> !left.containsKey(check.getKey()) && left.containsValue(check.getValue()))
                    .map(Map.Entry::getValue)
                    .distinct()
                    .toList();
            List<String> locked = command.contains("ADD COLUMN")
                    ? List.of()
                    : list("SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_locks l JOIN pg_class c ON c.oid ="
                            + " l.relation JOIN pg_namespace n ON n.oid = c.relnamespace WHERE l.pid = pg_backend_pid()"
                            + " AND l.mode = 'AccessExclusiveLock' AND c.relkind IN ('r', 'p') AND c.oid NOT IN (SELECT"
                            + " 't'::regclass UNION SELECT relid FROM pg_partition_tree('t') UNION SELECT inhrelid FROM"
                            + " pg_inherits) AND n.nspname <> 'pg_toast'");
            assertThat(tables).isNotEmpty();
            return described(
                    rewrites,
                    messages.stream().anyMatch(message -> message.startsWith("verifying table")) ? anew : null,
                    indexes,
                    messages.stream()
                            .filter(message -> message.startsWith("validating foreign key constraint"))
                            .map(message -> message.replaceAll(".*\"(.*)\".*", "$1"))
                            .toList(),
                    locked);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private Map<String, String> map(String query) throws SQLException {
        Map<String, String> map = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            while (answer.next()) {
                map.put(answer.getString(1), answer.getString(2));
            }
        }
        return map;
    }

    private List<String> list(String query) throws SQLException {
        List<String> list = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            while (answer.next()) {
                list.add(answer.getString(1));
            }
        }
        return list;
    }

    private String one(String query) throws SQLException {
        return list(query).get(0);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
