package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class SyntaxErrorTest {

    private static Connection server;

    @BeforeAll
    static void connect() throws SQLException {
        // The simple protocol sends a text as it is, as one.
        server = DriverManager.getConnection(TestPostgres.shared().adminUrl() + "&preferQueryMode=simple");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELEC 1",
                "SELECT 1 +",
                "SELECT 'ä€😀' FROM , t",
                "SELECT (((1))",
                "CREATE INDEX CONCURRENTLY ON t a",
                "ALTER TABLE t ADD COLUMN",
                "ALTER TABLE \"tä😀ble\"\r\n  DROP COLUMNS a",
                "CREATE TABLE t (a int, )",
                "SELECT 'abc",
                "SELECT \"abc",
                "SELECT \"\"",
                "SELECT /* abc",
                "SELECT $x$ abc",
                "SELECT U&'\\zzzz'",
                "SELECT E'\\xFF\\u00'",
                "SELECT 1a",
                "SELECT 0x",
                "\uFEFFSELECT 1",
                "SELECT 1; SELECT 2; DROP TABL t; SELECT 3",
                "CREATE TABLE t (a int) INHERITS (b) PARTITION OF c",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE STABLE AS 'x' AS",
                "SELECT a FROM t WINDOW w AS (ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW)",
                "GRANT SELECT ON t TO \"public",
                "TRUNCATE",
            })
    void are_the_servers_word_for_word_and_at_the_same_place(String sql) {
        assertThatBothRefuse(sql, catchThrowableOfType(PgSyntaxException.class, () -> PgParser.parse(sql)));
    }

    @Test
    void are_the_servers_for_statements_of_every_kind() {
        int refused = 0;
        for (String statement : Statements.all()) {
            for (String broken : Statements.broken(statement)) {
                PgSyntaxException error = catchThrowableOfType(PgSyntaxException.class, () -> PgParser.parse(broken));
                // What is valid by chance must not run.
                if (error != null) {
                    assertThatBothRefuse(broken, error);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    private static void assertThatBothRefuse(String sql, PgSyntaxException error) {
        ServerErrorMessage expected = answerOfTheServer(sql);
        assertThat(error).as("%s: the server says %s", sql, expected).isNotNull();
        assertThat(error.message()).as(sql).isEqualTo(expected.getMessage());
        assertThat(error.getMessage()).isEqualTo(error.message());
        int position = expected.getPosition() == 0 ? -1 : sql.offsetByCodePoints(0, expected.getPosition() - 1);
        assertThat(error.position()).as(sql).isEqualTo(position);
    }

    @Test
    void refuses_a_nul_character_instead_of_stopping_before_it() {
        PgSyntaxException error =
                catchThrowableOfType(PgSyntaxException.class, () -> PgParser.parse("SELECT 1\0; DROP TABLE t"));
        assertThat(error.message()).isEqualTo("invalid byte sequence for encoding \"UTF8\": 0x00");
        assertThat(error.position()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT '\uD83D'", "SELECT '\uDE00\uD83D'"})
    void refuses_half_of_a_surrogate_pair(String sql) {
        PgSyntaxException error = catchThrowableOfType(PgSyntaxException.class, () -> PgParser.tokens(sql));
        assertThat(error).hasMessageStartingWith("half of a surrogate pair");
        assertThat(error.position()).isEqualTo(8);
    }

    private static ServerErrorMessage answerOfTheServer(String sql) {
        PSQLException error = catchThrowableOfType(PSQLException.class, () -> {
            try (Statement statement = server.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(sql);
            }
        });
        return error.getServerErrorMessage();
    }
}
