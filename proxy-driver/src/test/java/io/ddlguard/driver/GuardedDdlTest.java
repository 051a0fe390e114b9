package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddlguard.guard.DdlBlockedException;
import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.util.PSQLException;

/** Every public way of JDBC and pgjdbc to send a text, with the engine behind it. */
class GuardedDdlTest {

    private static final String DROP = "ALTER TABLE account DROP COLUMN mail";

    // One for all tests: a database is made slowly, and a table of this one fast.
    private static final String DATABASE = TestPostgres.shared().freshDatabase();

    private Connection connection;

    /** Tells, from inside the server, what arrives there: an event trigger sees the text of each command. */
    @BeforeAll
    static void record_what_arrives() throws SQLException {
        try (Connection raw = DriverManager.getConnection(DATABASE);
                Statement statement = raw.createStatement()) {
            statement.execute("CREATE TABLE arrived (tag text, query text)");
            statement.execute("""
                    CREATE FUNCTION arrive() RETURNS event_trigger LANGUAGE plpgsql AS
                    $$ BEGIN INSERT INTO arrived VALUES (tg_tag, current_query()); END $$""");
            statement.execute("""
                    CREATE EVENT TRIGGER arrivals ON ddl_command_start
                    WHEN TAG IN ('CREATE INDEX', 'ALTER TABLE') EXECUTE FUNCTION arrive()""");
        }
    }

    @BeforeEach
    void fill() throws SQLException {
        try (Connection raw = DriverManager.getConnection(DATABASE);
                Statement statement = raw.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS account");
            statement.execute("CREATE TABLE account (id bigint PRIMARY KEY, mail text)");
            statement.execute("INSERT INTO account SELECT g, 'm' || g FROM generate_series(1, 1000) g");
            statement.execute("TRUNCATE arrived");
        }
        connection = DriverManager.getConnection(Urls.guarded(DATABASE) + "&ddlguard.scope=always");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private interface Route {
        Object run(Connection connection, String sql) throws SQLException;
    }

    record Named(String name, Route route) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Named> routes() {
        return List.of(
                new Named("execute", (c, sql) -> c.createStatement().execute(sql)),
                new Named("executeUpdate", (c, sql) -> c.createStatement().executeUpdate(sql)),
                new Named("executeLargeUpdate", (c, sql) -> c.createStatement().executeLargeUpdate(sql)),
                new Named(
                        "execute with keys", (c, sql) -> c.createStatement().execute(sql, Statement.NO_GENERATED_KEYS)),
                new Named(
                        "execute with columns", (c, sql) -> c.createStatement().execute(sql, new String[0])),
                new Named(
                        "executeWithFlags", (c, sql) -> ((BaseStatement) c.createStatement()).executeWithFlags(sql, 0)),
                new Named(
                        "prepared execute", (c, sql) -> c.prepareStatement(sql).execute()),
                new Named("prepared executeUpdate", (c, sql) -> c.prepareStatement(sql)
                        .executeUpdate()),
                new Named("prepared executeLargeUpdate", (c, sql) -> c.prepareStatement(sql)
                        .executeLargeUpdate()),
                new Named("prepared executeWithFlags", (c, sql) -> ((BaseStatement) c.prepareStatement(sql))
                        .executeWithFlags(0)),
                new Named("prepareCall", (c, sql) -> c.prepareCall(sql).execute()),
                new Named("prepared for keys", (c, sql) -> c.prepareStatement(sql, new String[] {"id"})
                        .execute()),
                new Named("execSQLUpdate", (c, sql) -> {
                    ((BaseConnection) c).execSQLUpdate(sql);
                    return false;
                }),
                new Named("by the statement of a result set", (c, sql) -> {
                    Statement statement = c.getMetaData().getTypeInfo().getStatement();
                    return statement.getConnection().createStatement().execute(sql);
                }));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void refuses_what_is_unsafe_on_every_route(Named named) throws SQLException {
        assertThatThrownBy(() -> named.route().run(connection, DROP))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("mail")
                .extracting("SQLState")
                .isEqualTo("DG001");

        assertThat(column(
                        "SELECT count(*) FROM pg_attribute WHERE attname = 'mail' AND attrelid = 'account'::regclass"))
                .isEqualTo("1");
        assertThat(column("SELECT count(*) FROM arrived"))
                .as("nothing was sent")
                .isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void builds_an_index_concurrently_with_the_callers_outcome_on_every_route(Named named) throws SQLException {
        Object outcome = named.route().run(connection, "CREATE INDEX by_mail ON account (mail)");

        assertThat(outcome).isIn(false, 0, 0L);
        assertThat(column("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_mail'::regclass"))
                .isEqualTo("t");
        assertThat(column("SELECT string_agg(query, E'\\n') FROM arrived WHERE tag = 'CREATE INDEX'"))
                .contains("CONCURRENTLY");
    }

    @Test
    void builds_it_concurrently_inside_a_transaction_too() throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement create = connection.prepareStatement("CREATE INDEX by_mail ON account (mail)")) {
            assertThat(create.executeUpdate()).isZero();
        }
        connection.commit();

        assertThat(column("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_mail'::regclass"))
                .isEqualTo("t");
        assertThat(column("SELECT string_agg(query, E'\\n') FROM arrived WHERE tag = 'CREATE INDEX'"))
                .contains("CONCURRENTLY");
    }

    @Test
    void an_index_of_a_transaction_that_rolls_back_is_not_there() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX by_mail ON account (mail)");
        }
        connection.rollback();

        assertThat(column("SELECT string_agg(relname, ',') FROM pg_class WHERE relname ~ '^(by_mail|_dg_)'"))
                .isNull();
    }

    @Test
    void a_query_for_an_index_fails_as_in_the_driver() throws SQLException {
        assertThatThrownBy(() -> connection
                        .prepareStatement("CREATE INDEX by_mail ON account (mail)")
                        .executeQuery())
                .isInstanceOf(PSQLException.class)
                .hasMessage("No results were returned by the query.");
        assertThatThrownBy(() -> connection.createStatement().executeQuery("CREATE INDEX by_id ON account (id, mail)"))
                .isInstanceOf(PSQLException.class)
                .hasMessage("No results were returned by the query.");
    }

    @Test
    void a_refused_batch_is_emptied_and_nothing_of_it_was_sent() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO account VALUES (-1, 'of the batch')");
            statement.addBatch(DROP);

            assertThatThrownBy(statement::executeBatch)
                    .isInstanceOf(DdlBlockedException.class)
                    .extracting("SQLState")
                    .isEqualTo("DG001");

            assertThat(statement.executeBatch()).isEmpty();
        }
        assertThat(column("SELECT count(*) FROM account WHERE id = -1")).isEqualTo("0");
        try (PreparedStatement prepared = connection.prepareStatement(DROP)) {
            prepared.addBatch();

            assertThatThrownBy(prepared::executeLargeBatch).isInstanceOf(DdlBlockedException.class);
        }
    }

    @Test
    void a_batch_that_moves_the_search_path_is_judged_with_it() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("SET search_path = public");
            statement.addBatch(DROP);

            assertThatThrownBy(statement::executeBatch)
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("without a schema after the search path was changed");
        }
    }

    @Test
    void does_nothing_outside_for_a_call_that_the_driver_refuses() throws SQLException {
        String create = "CREATE INDEX by_mail ON account (mail)";
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
            assertThatThrownBy(() -> statement.execute(create, new int[] {1})).isInstanceOf(PSQLException.class);
            assertThatThrownBy(() -> prepared.execute(create)).isInstanceOf(PSQLException.class);
            statement.close();
            assertThatThrownBy(() -> statement.execute(create)).isInstanceOf(PSQLException.class);
        }
        assertThat(column("SELECT count(*) FROM arrived")).isEqualTo("0");
    }

    /** The driver's own cancel would find nothing to cancel: what runs, runs on another connection. */
    @Test
    void cancel_ends_what_runs_outside_for_the_statement() throws Exception {
        assertThat(outcomeOfABuildThatMeets(Statement::cancel)).isEqualTo("57014");

        // What is left could not be dropped while the writer was there; it is when the connection closes.
        connection.close();
        assertThat(column("SELECT count(*) FROM pg_class WHERE relname ~ '^(by_mail|_dg_)'"))
                .isEqualTo("0");
    }

    @Test
    void abort_ends_what_runs_outside_for_the_connection() throws Exception {
        assertThat(outcomeOfABuildThatMeets(statement -> connection.abort(Runnable::run)))
                .isInstanceOf(String.class);

        assertThat(connection.isClosed()).isTrue();
        assertThat(column("SELECT to_regclass('by_mail') IS NULL")).isEqualTo("t");
        assertThat(column("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'"
                        + " AND datname = current_database() AND state = 'active'"))
                .isEqualTo("0");
    }

    private interface Interruption {
        void of(Statement statement) throws SQLException;
    }

    /** What execute answered, or the SQLSTATE that it failed with. */
    private Object outcomeOfABuildThatMeets(Interruption interruption) throws Exception {
        try (Connection writer = DriverManager.getConnection(DATABASE);
                Statement write = writer.createStatement()) {
            Statement statement = connection.createStatement();
            writer.setAutoCommit(false);
            write.execute("INSERT INTO account VALUES (-1, 'holds the build up')");
            CompletableFuture<Object> building = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.execute("CREATE INDEX by_mail ON account (mail)");
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> column("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'")
                            .equals("1"));

            interruption.of(statement);

            return building.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_connection_that_is_opened_raw_is_not_guarded() throws SQLException {
        try (Connection raw = DriverManager.getConnection(DATABASE);
                Statement statement = raw.createStatement()) {
            assertThat(statement.execute(DROP)).isFalse();
        }
    }

    private String column(String sql) throws SQLException {
        try (Connection raw = DriverManager.getConnection(DATABASE);
                Statement statement = raw.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
