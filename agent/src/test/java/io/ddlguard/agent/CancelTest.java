package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** While a statement runs elsewhere, pgjdbc sees nothing to cancel; the guard must be told. */
class CancelTest {

    private interface Ending {
        void end(Statement statement) throws SQLException;
    }

    static List<Path> drivers() {
        return List.of(Drivers.oldest(), Drivers.newest());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void cancel_ends_what_runs_elsewhere_with_57014(Path jar) throws Exception {
        assertThat(stateAfter(jar, Statement::cancel)).isEqualTo("57014");
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void closing_the_statement_ends_it(Path jar) throws Exception {
        assertThat(stateAfter(jar, Statement::close)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void closing_the_connection_ends_it(Path jar) throws Exception {
        assertThat(stateAfter(jar, statement -> statement.getConnection().close()))
                .isNotNull();
    }

    /** The oldest driver asks a security manager first, which Java 24 no longer has. */
    @Test
    void aborting_the_connection_ends_it() throws Exception {
        assertThat(stateAfter(
                        Drivers.newest(), statement -> statement.getConnection().abort(Runnable::run)))
                .isNotNull();
    }

    /** The SQLSTATE of a CREATE INDEX that waits for somebody's transaction and is ended meanwhile. */
    private static String stateAfter(Path jar, Ending ending) throws Exception {
        Table table = Table.create();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url());
                Statement statement = connection.createStatement();
                Connection writer = DriverManager.getConnection(table.url())) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("INSERT INTO t VALUES (0, 'y')");

            Future<Boolean> created = thread.submit(() -> statement.execute("CREATE INDEX t_c ON t (c)"));
            await().atMost(Duration.ofSeconds(60)).until(() -> isWaiting(table));
            ending.end(statement);
            // Only now: with the writer gone, a build that went on would succeed.
            await().atMost(Duration.ofSeconds(30)).until(() -> !isWaiting(table));
            writer.rollback();

            SQLException[] thrown = new SQLException[1];
            assertThatThrownBy(() -> created.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(SQLException.class, e -> thrown[0] = e);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(table.indexes()).isEqualTo("t_pkey"));
            return thrown[0].getSQLState();
        } finally {
            thread.shutdownNow();
        }
    }

    private static boolean isWaiting(Table table) throws SQLException {
        return table.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'"
                        + " AND wait_event_type = 'Lock' AND datname = current_database()")
                .equals("1");
    }
}
