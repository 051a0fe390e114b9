package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedCallsTest {

    private static final String CREATE_INDEX = "CREATE INDEX t_c ON t (c)";

    /** By this the index is seen to have been built by somebody else, outside of the open transaction. */
    private static final String BUILT_OUTSIDE =
            "SELECT count(*) FROM pg_indexes WHERE tablename = 't' AND indexname LIKE '\\_dg\\_%'";

    private interface Execution {
        Object run(Connection connection) throws SQLException;
    }

    static List<Path> drivers() {
        return Drivers.all();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_statement_that_ran_elsewhere_answers_like_the_drivers_own(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar)) {
            assertThat(answer(driver, table, connection -> {
                        Statement statement = connection.createStatement();
                        boolean rows = statement.execute(CREATE_INDEX);
                        return List.of(
                                rows,
                                statement.getUpdateCount(),
                                statement.getMoreResults(),
                                statement.getUpdateCount());
                    }))
                    .isEqualTo(List.of(false, 0, false, -1));
            assertThat(answer(driver, table, connection -> connection
                            .createStatement()
                            .executeUpdate(CREATE_INDEX)))
                    .isEqualTo(0);
            assertThat(answer(driver, table, connection -> {
                        Statement statement = connection.createStatement();
                        statement.execute(CREATE_INDEX, Statement.NO_GENERATED_KEYS);
                        return statement.getGeneratedKeys().next();
                    }))
                    .isEqualTo(false);
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_prepared_statement_that_ran_elsewhere_answers_like_the_drivers_own(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar)) {
            assertThat(answer(driver, table, connection -> {
                        PreparedStatement statement = connection.prepareStatement(CREATE_INDEX);
                        boolean rows = statement.execute();
                        return List.of(rows, statement.getUpdateCount(), statement.getMoreResults());
                    }))
                    .isEqualTo(List.of(false, 0, false));
            assertThat(answer(driver, table, connection -> connection
                            .prepareStatement(CREATE_INDEX)
                            .executeUpdate()))
                    .isEqualTo(0);
            assertThat(answer(driver, table, connection -> connection
                            .prepareCall(CREATE_INDEX)
                            .execute()))
                    .isEqualTo(false);
        }
    }

    private static Object answer(WovenDriver driver, Table table, Execution execution) throws SQLException {
        try (Connection connection = driver.enforcing(table.url())) {
            connection.setAutoCommit(false);
            Object answer = execution.run(connection);
            assertThat(table.ask(BUILT_OUTSIDE)).isEqualTo("1");
            connection.commit();
            assertThat(table.ask("SELECT indexdef FROM pg_indexes WHERE indexname = 't_c'"))
                    .isEqualTo("CREATE INDEX t_c ON public.t USING btree (c)");
            table.run("DROP INDEX t_c");
            return answer;
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void what_was_built_outside_goes_when_the_transaction_rolls_back(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url())) {
            connection.setAutoCommit(false);
            connection.createStatement().execute(CREATE_INDEX);
            assertThat(table.ask(BUILT_OUTSIDE)).isEqualTo("1");
            connection.rollback();
            assertThat(table.indexes()).isEqualTo("t_pkey");

            PreparedStatement rollback = connection.prepareStatement("ROLLBACK");
            connection.createStatement().execute(CREATE_INDEX);
            rollback.execute();
            assertThat(table.indexes()).isEqualTo("t_pkey");

            Statement text = connection.createStatement();
            text.execute("ROLLBACK");
            connection.createStatement().execute(CREATE_INDEX);
            text.execute("ROLLBACK");
            assertThat(table.indexes()).isEqualTo("t_pkey");

            var savepoint = connection.setSavepoint();
            connection.createStatement().execute(CREATE_INDEX);
            connection.rollback(savepoint);
            connection.setAutoCommit(true);
            assertThat(table.indexes()).isEqualTo("t_pkey");
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_refused_batch_is_empty_afterwards_like_one_that_was_sent(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url());
                Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO t VALUES (0, 'y')");
            statement.addBatch("ALTER TABLE t DROP COLUMN c");
            assertThatThrownBy(statement::executeBatch)
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "DG001");
            assertThat(statement.executeBatch()).isEmpty();
            assertThat(table.ask("SELECT count(*) FROM t")).isEqualTo("1000");
            assertThat(table.columns()).isEqualTo("id,c");
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_batch_that_moves_the_search_path_is_judged_with_it(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url());
                Statement statement = connection.createStatement()) {
            statement.addBatch("SET search_path = public");
            statement.addBatch("ALTER TABLE t DROP COLUMN c");
            assertThatThrownBy(statement::executeBatch)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("without a schema after the search path was changed");
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void an_error_of_the_server_arrives_as_the_driver_threw_it(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url());
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("ALTER TABLE t ALTER COLUMN gone DROP DEFAULT"))
                    .isExactlyInstanceOf(driver.loadClass("org.postgresql.util.PSQLException"))
                    .hasFieldOrPropertyWithValue("SQLState", "42703")
                    .hasNoCause();
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_closed_statement_does_nothing_first(Path jar) throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.enforcing(table.url())) {
            Statement statement = connection.createStatement();
            statement.close();
            assertThatThrownBy(() -> statement.execute(CREATE_INDEX))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "55000");
            assertThat(table.indexes()).isEqualTo("t_pkey");
        }
    }
}
