package io.ddlguard.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The oracle cannot touch the table that it is asked about. While it is asked, another session holds EXCLUSIVE on every
 * table, which lets nobody take more than ACCESS SHARE: whoever tried would not get it in time, and there would be no
 * answer.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OracleTest {

    private static final String REWRITES = "rewrites";

    private final String url = TestPostgres.shared().freshDatabase();
    private Connection connection;
    private Connection other;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection(url);
        other = DriverManager.getConnection(url);
        run("DROP SCHEMA IF EXISTS public, other CASCADE");
        run("CREATE SCHEMA public");
        run("CREATE SCHEMA other");
        run("CREATE TABLE p (id int PRIMARY KEY)");
        run("CREATE TABLE t (id serial PRIMARY KEY, c int REFERENCES p, d varchar(10) CHECK (d <> ''))");
        run("CREATE INDEX t_lower ON t (lower(d))");
        run("INSERT INTO p VALUES (1)");
        run("INSERT INTO t (c, d) SELECT 1, 'd' FROM generate_series(1, 10)");
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        connection.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            public, pg_temp
            public
            pg_catalog, public, pg_temp
            other, public
            """)
    void touches_nothing_whatever_the_search_path(String path) throws SQLException {
        run("SET search_path = " + path);
        assertThat(askedBesideALock("public.t", "ALTER COLUMN c TYPE bigint")).isEqualTo(REWRITES);
        assertThat(askedBesideALock("t", "ALTER COLUMN d TYPE text")).isEqualTo("builds t_lower, scans");
    }

    @Test
    void touches_nothing_without_a_search_path() throws SQLException {
        run("SET search_path = ''");
        assertThat(askedBesideALock("public.t", "ALTER COLUMN c TYPE bigint")).isEqualTo(REWRITES);
    }

    @Test
    void touches_nothing_by_quoted_names() throws SQLException {
        run("CREATE SCHEMA \"other.t\"");
        run("CREATE TABLE \"other.t\".\"a \"\" USING (b)\" (\"c.d\" int PRIMARY KEY, e text CHECK (e <> 'public.t'))");
        run("CREATE INDEX \"x ON public.t USING y\" ON \"other.t\".\"a \"\" USING (b)\" (e) WHERE e > ''");
        run("INSERT INTO \"other.t\".\"a \"\" USING (b)\" VALUES (1)");
        assertThat(askedBesideALock(new RelationName("other.t", "a \" USING (b)"), "ALTER COLUMN \"c.d\" TYPE bigint"))
                .isEqualTo(REWRITES);
        run("DROP SCHEMA \"other.t\" CASCADE");
    }

    @Test
    void touches_nothing_of_the_same_name_in_another_schema() throws SQLException {
        run("CREATE TABLE other.t (id int PRIMARY KEY, c varchar(5))");
        run("CREATE TABLE other.p (id int PRIMARY KEY, t_id int REFERENCES public.t, REFERENCES_ int)");
        run("SET search_path = other, public");
        assertThat(askedBesideALock("t", "ALTER COLUMN c TYPE text")).isEqualTo("none");
        assertThat(askedBesideALock("public.t", "ALTER COLUMN id TYPE bigint")).isEqualTo(REWRITES);
        assertThat(askedBesideALock("t", "ADD COLUMN p_id int REFERENCES public.p"))
                .isEqualTo("none");
        assertThat(askedBesideALock("t", "ADD COLUMN p_id int REFERENCES p (id)"))
                .isEqualTo("none");
    }

    @Test
    void touches_no_sequence() throws SQLException {
        String dependants = "SELECT count(*) FROM pg_depend WHERE refobjid = 't_id_seq'::regclass";
        String before = one(dependants);
        assertThat(askedBesideALock("t", "ALTER COLUMN id TYPE bigint")).isEqualTo(REWRITES);
        assertThat(askedBesideALock("t", "ADD COLUMN x int DEFAULT nextval('t_id_seq')"))
                .isEqualTo(REWRITES);
        assertThat(one("SELECT last_value FROM t_id_seq")).isEqualTo("10");
        assertThat(one(dependants)).isEqualTo(before);
    }

    @Test
    void touches_nothing_of_a_table_with_row_security() throws SQLException {
        run("ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
        run("CREATE POLICY nobody ON t USING (false)");
        assertThat(askedBesideALock("t", "ALTER COLUMN c TYPE bigint")).isEqualTo(REWRITES);
    }

    @Test
    void touches_no_parent_and_no_child() throws SQLException {
        run("CREATE TABLE heir (e int) INHERITS (t)");
        run("CREATE INDEX heir_lower ON heir (upper(d))");
        assertThat(askedBesideALock("t", "ALTER COLUMN d TYPE text")).isEqualTo("builds heir_lower t_lower, scans");
        assertThat(askedBesideALock("heir", "ALTER COLUMN e TYPE bigint")).isEqualTo(REWRITES);
        run("DROP TABLE heir");
    }

    @Test
    void touches_nothing_that_a_subquery_names() throws SQLException {
        assertThat(askedBesideALock("t", "ALTER COLUMN c TYPE text USING (SELECT 'x' FROM public.p)"))
                .isEqualTo("refused 0A000");
    }

    @Test
    void is_not_asked_what_a_copy_would_not_show() throws SQLException {
        for (String command : List.of(
                "SET LOGGED",
                "OWNER TO CURRENT_USER",
                "INHERIT p",
                "ADD COLUMN x int; DROP TABLE t",
                "ADD COLUMN x int REFERENCES no_such",
                "ALTER COLUMN")) {
            assertThat(asked("t", command)).as(command).startsWith("unknown");
        }
    }

    @Test
    void does_not_answer_where_a_function_of_the_command_locks_something() throws SQLException {
        run("CREATE FUNCTION locks() RETURNS int LANGUAGE plpgsql AS"
                + " 'BEGIN LOCK TABLE public.p IN SHARE MODE; RETURN 1; END'");
        run("CREATE FUNCTION seven() RETURNS int STABLE LANGUAGE plpgsql AS 'BEGIN RETURN public.locks(); END'");
        assertThat(asked("t", "ADD COLUMN x int DEFAULT seven()"))
                .isEqualTo("unknown: on a copy it has locked ShareLock on p");
    }

    @Test
    void does_not_take_the_row_type_of_the_copy_for_a_type_of_that_name() throws SQLException {
        run("CREATE DOMAIN other.t AS int");
        run("SET search_path = other, public");
        assertThat(asked("public.t", "ALTER COLUMN c TYPE t")).startsWith("unknown");
        run("DROP DOMAIN other.t");
    }

    @Test
    void does_not_wait_for_access_exclusive() throws SQLException {
        other.setAutoCommit(false);
        run(other, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        assertThat(asked("t", "ALTER COLUMN c TYPE bigint"))
                .startsWith("unknown: another session holds or awaits ACCESS EXCLUSIVE");
        other.rollback();
        other.setAutoCommit(true);
    }

    @Test
    void is_not_asked_where_event_triggers_would_fire() throws SQLException {
        run(
                "CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END'");
        run("CREATE EVENT TRIGGER watch ON ddl_command_start EXECUTE FUNCTION watched()");
        assertThat(asked("t", "ALTER COLUMN c TYPE bigint")).contains("event triggers");
        run("ALTER EVENT TRIGGER watch DISABLE");
        assertThat(asked("t", "ALTER COLUMN c TYPE bigint")).isEqualTo(REWRITES);
        run("DROP EVENT TRIGGER watch");
    }

    @Test
    void is_not_asked_by_a_role_that_may_not_make_temporary_tables() throws SQLException {
        String database = one("SELECT quote_ident(current_database())");
        run("REVOKE TEMPORARY ON DATABASE " + database + " FROM PUBLIC");
        run("CREATE ROLE no_temp");
        run("GRANT ALL ON SCHEMA public TO no_temp");
        run("ALTER TABLE t OWNER TO no_temp");
        run("SET ROLE no_temp");
        assertThat(asked("t", "ALTER COLUMN c TYPE bigint")).contains("may not make temporary tables");
        run("RESET ROLE");
        run("GRANT TEMPORARY ON DATABASE " + database + " TO no_temp");
        run("SET ROLE no_temp");
        // Neither its own table nor the one that the foreign key leads to has to be read.
        run("REVOKE SELECT ON t FROM no_temp");
        assertThat(askedBesideALock("t", "ALTER COLUMN c TYPE bigint")).isEqualTo(REWRITES);
        run("RESET ROLE");
        run("DROP OWNED BY no_temp CASCADE");
        run("DROP ROLE no_temp");
    }

    @Test
    void sees_what_the_transaction_of_the_caller_has_altered() throws SQLException {
        connection.setAutoCommit(false);
        run("ALTER TABLE t RENAME COLUMN d TO e");
        run("ALTER TABLE t DROP CONSTRAINT t_d_check");
        run("DROP INDEX t_lower");
        run("ALTER TABLE t ADD COLUMN f varchar(10)");
        assertThat(asked("t", "ALTER COLUMN e TYPE text")).isEqualTo("none");
        assertThat(asked("t", "ALTER COLUMN f TYPE text")).isEqualTo("none");
        run("CREATE INDEX ON t (upper(e))");
        assertThat(asked("t", "ALTER COLUMN e TYPE text")).isEqualTo("builds t_upper_idx");
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @Test
    void is_not_asked_when_the_transaction_of_the_caller_has_changed_what_a_name_means() throws SQLException {
        for (String change : List.of(
                "CREATE TYPE mood AS ENUM ('sad')",
                "CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
                "CREATE SCHEMA third")) {
            connection.setAutoCommit(false);
            run(change);
            assertThat(asked("t", "ALTER COLUMN c TYPE int")).as(change).startsWith("unknown: the same transaction");
            connection.rollback();
        }
        run("CREATE TABLE third (id int)");
        run("INSERT INTO p VALUES (7)");
        assertThat(asked("t", "ALTER COLUMN c TYPE int")).isEqualTo("none");
        connection.rollback();
        connection.setAutoCommit(true);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE n (id int)                        | builds t_lower, scans
            INSERT INTO t DEFAULT VALUES                   | builds t_lower, scans
            UPDATE t SET d = 'e'                           | builds t_lower, scans
            ALTER TABLE p ADD COLUMN x int                 | unknown
            DROP FUNCTION f                                | unknown
            ALTER TABLE public.t ADD COLUMN x int          | unknown
            CREATE DOMAIN plain AS int                     | unknown
            SET search_path = other                        | unknown
            SET TimeZone = 'UTC'                           | unknown
            DO 'BEGIN EXECUTE current_user; END'           | unknown
            """)
    void minds_what_comes_before_in_the_same_text(String before, String expected) throws Exception {
        List<Change> changes = Script.read(before).statements().get(0).changes();
        assertThat(asked(new RelationName(null, "t"), "ALTER COLUMN d TYPE text", changes))
                .startsWith(expected);
    }

    @Test
    void knows_where_postgresql_changes_no_type() throws SQLException {
        run("CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'");
        List<String> users = new ArrayList<>(List.of(
                "CREATE VIEW v AS SELECT c FROM t",
                "CREATE VIEW v AS SELECT id FROM t WHERE c > 0",
                "CREATE MATERIALIZED VIEW v AS SELECT c FROM t",
                "CREATE RULE r AS ON INSERT TO p DO ALSO UPDATE t SET c = 1 WHERE c = 2",
                "CREATE TRIGGER tr BEFORE UPDATE OF c ON t FOR EACH ROW EXECUTE FUNCTION tf()",
                "CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (new.c > 0) EXECUTE FUNCTION tf()",
                "CREATE POLICY po ON t USING (c > 0)"));
        int major = connection.getMetaData().getDatabaseMajorVersion();
        if (major >= 14) {
            users.add("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT c FROM t; END");
        }
        if (major >= 15) {
            users.add("CREATE PUBLICATION pub FOR TABLE t WHERE (c > 0)");
            users.add("CREATE PUBLICATION pub FOR TABLE t (id, c)");
        }
        assertThat(isTypeFixed("t")).isFalse();
        for (String user : users) {
            connection.setAutoCommit(false);
            run(user);
            assertThat(isTypeFixed("t")).as(user).isTrue();
            assertThatThrownBy(() -> run("ALTER TABLE t ALTER c TYPE bigint"))
                    .as(user)
                    .isInstanceOfSatisfying(SQLException.class, error -> assertThat(error.getSQLState())
                            .isEqualTo("0A000"));
            connection.rollback();
            connection.setAutoCommit(true);
        }
        run("CREATE TABLE heir () INHERITS (t)");
        assertThat(isTypeFixed("heir")).isTrue();
        assertThatThrownBy(() -> run("ALTER TABLE heir ALTER c TYPE bigint"))
                .isInstanceOfSatisfying(SQLException.class, error -> assertThat(error.getSQLState())
                        .isEqualTo("42P16"));
        run("DROP TABLE heir");
    }

    private boolean isTypeFixed(String table) throws SQLException {
        PgSession session = new PgSession(connection, url, new Properties(), DriverManager::getConnection);
        CallerContext context = CallerContext.read(session);
        Facts facts = new Facts(
                session,
                context,
                () -> {
                    throw new SQLException("not needed");
                },
                new JobObjects(),
                0);
        return facts.oracle()
                .isTypeFixed(facts.relation(new RelationName(null, table)).orElseThrow(), "c");
    }

    /** Nothing that is there has changed, and nothing is left. */
    private String askedBesideALock(String table, String commands) throws SQLException {
        String[] parts = table.split("\\.");
        return askedBesideALock(
                parts.length == 1 ? new RelationName(null, table) : new RelationName(parts[0], parts[1]), commands);
    }

    private static final String EVERYTHING = "SELECT md5(string_agg(oid || ' ' || xmin || ' ' || relfilenode, ',' ORDER"
            + " BY oid)) FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace";

    private String askedBesideALock(RelationName table, String commands) throws SQLException {
        String before = one(EVERYTHING);
        other.setAutoCommit(false);
        run(
                other,
                "DO $$DECLARE r regclass; BEGIN FOR r IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND oid"
                        + " >= 16384 AND relpersistence = 'p' LOOP EXECUTE format('LOCK TABLE %s IN EXCLUSIVE MODE', r); END"
                        + " LOOP; END$$");
        String answer = asked(table, commands);
        other.rollback();
        other.setAutoCommit(true);
        assertThat(one(EVERYTHING)).isEqualTo(before);
        return answer;
    }

    private String asked(String table, String commands) throws SQLException {
        String[] parts = table.split("\\.");
        return asked(
                parts.length == 1 ? new RelationName(null, table) : new RelationName(parts[0], parts[1]),
                commands,
                List.of());
    }

    private String asked(RelationName table, String commands) throws SQLException {
        return asked(table, commands, List.of());
    }

    private String asked(RelationName table, String commands, List<Change> before) throws SQLException {
        PgSession session = new PgSession(connection, url, new Properties(), DriverManager::getConnection);
        CallerContext context = CallerContext.read(session);
        try (Side side = Side.open(session, context)) {
            Facts facts = new Facts(session, context, () -> side, new JobObjects(), 0);
            facts.oracle().follow(before);
            Answer answer = facts.oracle().ask(facts.relation(table).orElseThrow(), commands);
            assertThat(side.query(
                            "SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()",
                            row -> row.getInt(1)))
                    .containsExactly(0);
            assertThat(side.query("SHOW search_path", row -> row.getString(1))).containsExactly(context.searchPath());
            if (answer instanceof Answer.Refused refused) {
                return "refused " + refused.sqlState();
            }
            return answer instanceof Answer.Unknown unknown
                    ? "unknown: " + unknown.why()
                    : described((Answer.Work) answer);
        }
    }

    private static String described(Answer.Work work) {
        if (work.rewrites()) {
            return REWRITES;
        }
        String builds = work.indexes().isEmpty()
                ? ""
                : "builds " + String.join(" ", work.indexes().stream().sorted().toList());
        return work.isNone() ? "none" : builds + (work.scans() ? ", scans" : "");
    }

    private String one(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private void run(String sql) throws SQLException {
        run(connection, sql);
    }

    private static void run(Connection on, String sql) throws SQLException {
        try (Statement statement = on.createStatement()) {
            statement.execute(sql);
        }
    }
}
