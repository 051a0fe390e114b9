package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;

/** What passes keeps the outcome that the driver gives it. */
class StatementsTest {

    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws SQLException {
        connection = Urls.connect();
        statement = connection.createStatement();
        statement.execute("CREATE TEMP TABLE t (id int GENERATED ALWAYS AS IDENTITY, v text UNIQUE)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void keeps_counts_and_results_of_every_form_of_execute() throws SQLException {
        assertThat(statement.execute("INSERT INTO t (v) VALUES ('a')")).isFalse();
        assertThat(statement.getUpdateCount()).isEqualTo(1);
        assertThat(statement.executeUpdate("UPDATE t SET v = 'b'")).isEqualTo(1);
        assertThat(statement.executeLargeUpdate("UPDATE t SET v = 'c'")).isEqualTo(1L);
        assertThat(statement.executeUpdate("INSERT INTO t (v) VALUES ('d')", Statement.RETURN_GENERATED_KEYS))
                .isEqualTo(1);
        assertThat(statement.executeUpdate("INSERT INTO t (v) VALUES ('e')", new String[] {"id"}))
                .isEqualTo(1);
        assertThat(statement.execute("SELECT 1; SELECT 2")).isTrue();
        assertThat(statement.getMoreResults()).isTrue();
        assertThat(statement.executeUpdate("COMMENT ON TABLE t IS 'x'")).isZero();
    }

    @Test
    void keeps_the_outcome_of_a_prepared_statement() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t (v) VALUES (?)")) {
            insert.setString(1, "a");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            insert.setObject(1, "b");
            assertThat(insert.execute()).isFalse();
            assertThat(insert.getUpdateCount()).isEqualTo(1);
        }
        try (PreparedStatement comment = connection.prepareStatement("COMMENT ON TABLE t IS 'x'")) {
            assertThat(comment.execute()).isFalse();
            assertThat(comment.executeUpdate()).isZero();
            assertThatThrownBy(comment::executeQuery)
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("02000");
        }
    }

    @Test
    void refuses_a_text_for_a_prepared_statement_as_the_driver_does() throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
            assertThatThrownBy(() -> prepared.execute("DROP TABLE t"))
                    .isInstanceOf(SQLException.class)
                    .extracting("SQLState")
                    .isEqualTo("42809");
        }
        assertThat(statement.executeUpdate("INSERT INTO t (v) VALUES ('still here')"))
                .isEqualTo(1);
    }

    @Test
    void refuses_keys_by_column_number_before_anything_runs() throws SQLException {
        assertThatThrownBy(() -> statement.executeUpdate("CREATE INDEX by_number ON t (v)", new int[] {1}))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("column index is not supported");

        assertThat(statement.execute("CREATE INDEX by_number ON t (v)", new int[0]))
                .isFalse();
    }

    @Test
    void keeps_the_counts_of_a_batch() throws SQLException {
        statement.addBatch("INSERT INTO t (v) VALUES ('a')");
        statement.addBatch("CREATE TEMP TABLE of_batch (n int)");
        statement.addBatch("INSERT INTO of_batch VALUES (1), (2)");
        assertThat(statement.executeBatch()).containsExactly(1, 0, 2);
        assertThat(statement.executeBatch()).as("emptied").isEmpty();

        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t (v) VALUES (?)")) {
            for (String v : new String[] {"x", "y"}) {
                insert.setString(1, v);
                insert.addBatch();
            }
            assertThat(insert.executeLargeBatch()).containsExactly(1L, 1L);
        }
    }

    @Test
    void keeps_the_exception_of_a_failed_batch() throws SQLException {
        statement.addBatch("INSERT INTO t (v) VALUES ('same')");
        statement.addBatch("INSERT INTO t (v) VALUES ('same')");

        assertThatThrownBy(statement::executeBatch)
                .isInstanceOf(BatchUpdateException.class)
                .extracting("SQLState")
                .isEqualTo("23505");
    }

    @Test
    void forgets_a_batch_that_was_cleared() throws SQLException {
        statement.addBatch("DROP TABLE t");
        statement.clearBatch();

        assertThat(statement.executeBatch()).isEmpty();
        assertThat(statement.executeUpdate("INSERT INTO t (v) VALUES ('still here')"))
                .isEqualTo(1);
    }

    @Test
    void cancels_from_another_thread() throws Exception {
        cancelling(statement::cancel);
    }

    @Test
    void cancels_through_the_drivers_own_method_too() throws Exception {
        cancelling(() -> ((PGConnection) connection).cancelQuery());
    }

    private interface Cancel {
        void run() throws SQLException;
    }

    private void cancelling(Cancel cancel) throws Exception {
        int pid = ((PGConnection) connection).getBackendPID();
        CompletableFuture<Object> sleeping = CompletableFuture.supplyAsync(() -> {
            try {
                return statement.execute("SELECT pg_sleep(60)");
            } catch (SQLException e) {
                return e.getSQLState();
            }
        });
        try (Connection watcher = DriverManager.getConnection(Urls.plain());
                PreparedStatement asleep =
                        watcher.prepareStatement("SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = ?")) {
            asleep.setInt(1, pid);
            await().until(() -> {
                try (ResultSet rows = asleep.executeQuery()) {
                    return rows.next() && rows.getBoolean(1);
                }
            });
        }

        cancel.run();

        assertThat(sleeping.get()).isEqualTo("57014");
    }

    @Test
    void runs_the_drivers_own_shortcuts() throws SQLException {
        ((BaseConnection) connection).execSQLUpdate("INSERT INTO t (v) VALUES ('shortcut')");

        try (ResultSet rows = ((BaseConnection) connection).execSQLQuery("SELECT count(*) FROM t")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void reads_rows_as_the_driver_does() throws SQLException {
        try (ResultSet rows = statement.executeQuery(
                "SELECT 1 AS i, 'x' AS s, now() AS t, NULL::int AS n, '{\"a\": 1}'::jsonb AS j")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt("i")).isEqualTo(1);
            assertThat(rows.getString(2)).isEqualTo("x");
            assertThat(rows.getObject("t", java.time.OffsetDateTime.class)).isNotNull();
            assertThat(rows.getInt(4)).isZero();
            assertThat(rows.wasNull()).isTrue();
            assertThat(rows.getObject("j", org.postgresql.util.PGobject.class).getValue())
                    .isEqualTo("{\"a\": 1}");
            assertThat(rows.getMetaData().getColumnName(1)).isEqualTo("i");
            assertThat(rows.unwrap(ResultSet.class)).isSameAs(rows);
            assertThat(rows.isWrapperFor(org.postgresql.jdbc.PgResultSet.class)).isTrue();
            assertThatThrownBy(() -> rows.getInt(99)).isInstanceOf(org.postgresql.util.PSQLException.class);
            assertThat(rows.next()).isFalse();
        }
    }
}
