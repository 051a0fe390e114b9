package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.guard.DdlBlockedException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** A text that stands in for a prepared one has the outcome of CREATE INDEX, in every query mode of the driver. */
class PreparedStandInTest {

    private static final String PREPARED = "CREATE INDEX ON stood_for (n)";
    private static final String STAND_IN = "UNLISTEN ddlguard";

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void has_the_outcome_of_the_method_that_was_called(String mode) throws Exception {
        try (Connection connection = DriverManager.getConnection(Urls.plain() + "&preferQueryMode=" + mode);
                PreparedStatement prepared = connection.prepareStatement(PREPARED)) {
            assertThat(standIn(prepared, "execute")).isEqualTo(false);
            assertThat(prepared.getUpdateCount()).isZero();
            assertThat(prepared.getMoreResults()).isFalse();
            assertThat(prepared.getUpdateCount()).isEqualTo(-1);
            assertThat(standIn(prepared, "executeUpdate")).isEqualTo(0);
            assertThat(standIn(prepared, "executeLargeUpdate")).isEqualTo(0L);
            assertThatThrownBy(() -> standIn(prepared, "executeQuery"))
                    .isInstanceOf(PSQLException.class)
                    .hasMessage("No results were returned by the query.")
                    .extracting("SQLState")
                    .isEqualTo("02000");
            assertThat(prepared.getGeneratedKeys().next()).isFalse();
            assertThat((Object) prepared.getWarnings()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE TABLE x AS SELECT ?::int AS n", "INSERT INTO t VALUES (?); CREATE INDEX ON t (n)"})
    void is_refused_where_parameters_would_be_lost(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(Urls.plain());
                PreparedStatement prepared = connection.prepareStatement(sql)) {
            Method execute = PreparedStatement.class.getMethod("execute");

            assertThatThrownBy(() -> PreparedStandIn.execute(prepared, execute, new Object[0], sql, STAND_IN))
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("statement of its own");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE INDEX ON t (n) WHERE v = '?'", "CREATE INDEX ON t (n) WHERE j ?? 'key'"})
    void a_question_mark_that_is_no_parameter_does_not_count(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(Urls.plain());
                PreparedStatement prepared = connection.prepareStatement(sql)) {
            Method execute = PreparedStatement.class.getMethod("execute");

            assertThat(PreparedStandIn.execute(prepared, execute, new Object[0], sql, STAND_IN))
                    .isEqualTo(false);
        }
    }

    private static Object standIn(PreparedStatement prepared, String method)
            throws SQLException, NoSuchMethodException {
        return PreparedStandIn.execute(
                prepared, PreparedStatement.class.getMethod(method), new Object[0], PREPARED, STAND_IN);
    }
}
