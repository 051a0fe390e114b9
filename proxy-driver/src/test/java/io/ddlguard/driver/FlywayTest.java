package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.testpostgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real migrations, with every major of Flyway that knows plugins. */
class FlywayTest {

    @TempDir
    Path migrations;

    private final String database = TestPostgres.shared().freshDatabase();

    @BeforeEach
    void write_migrations() throws IOException {
        Files.writeString(migrations.resolve("V1__table.sql"), """
                CREATE TABLE account (id bigint PRIMARY KEY, mail text);
                INSERT INTO account VALUES (1, 'a'), (2, 'b');
                """);
        Files.writeString(migrations.resolve("V2__function.sql"), """
                CREATE FUNCTION one() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
                CREATE INDEX of_new ON account (id) WHERE id > 7;
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "10", "11", "12", "13"})
    void migrates_through_the_prefix(String major) throws Exception {
        Map<String, String> job = Map.of("url", Urls.guarded(database), "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(Flyways.migrate(major, job)).as("run again").isZero();
        assertThat(count("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "11", "13"})
    void migrates_through_the_driver_class(String major) throws Exception {
        Map<String, String> job = Map.of(
                "url", database,
                "driver", GuardedPostgresDriver.class.getName(),
                "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM account")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "11", "13"})
    void leaves_plain_urls_to_flyways_own_type(String major) throws Exception {
        Map<String, String> job = Map.of("url", database, "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
    }

    /** No scope is named: Flyway on the stack is what makes it a deploy. */
    @ParameterizedTest
    @CsvSource({"11, prefix", "13, prefix", "11, class"})
    void sends_an_index_on_rows_concurrently_and_refuses_a_drop(String major, String door) throws Exception {
        Map<String, String> job = door.equals("prefix")
                ? Map.of("url", Urls.guarded(database), "migrations", migrations.toString())
                : Map.of(
                        "url", database,
                        "driver", GuardedPostgresDriver.class.getName(),
                        "migrations", migrations.toString());
        // A deploy of its own: a table that this very job has made may be changed at will.
        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        record_what_arrives();

        Files.writeString(migrations.resolve("V3__index.sql"), "CREATE INDEX by_mail ON account (mail);");
        assertThat(Flyways.migrate(major, job)).isEqualTo(1);
        assertThat(text("SELECT string_agg(query, ';') FROM arrived WHERE tag = 'CREATE INDEX'"))
                .contains("CONCURRENTLY");
        assertThat(text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_mail'::regclass"))
                .isEqualTo("t");

        Files.writeString(migrations.resolve("V4__drop.sql"), "ALTER TABLE account DROP COLUMN mail;");
        assertThatThrownBy(() -> Flyways.migrate(major, job))
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("mail")
                .extracting("SQLState")
                .isEqualTo("DG001");
        assertThat(count("SELECT count(*) FROM pg_attribute WHERE attname = 'mail' AND attrelid = 'account'::regclass"))
                .isEqualTo(1);
    }

    private void record_what_arrives() throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE arrived (tag text, query text)");
            statement.execute("""
                    CREATE FUNCTION arrive() RETURNS event_trigger LANGUAGE plpgsql AS
                    $$ BEGIN INSERT INTO arrived VALUES (tg_tag, current_query()); END $$""");
            statement.execute("""
                    CREATE EVENT TRIGGER arrivals ON ddl_command_start
                    WHEN TAG IN ('CREATE INDEX', 'ALTER TABLE') EXECUTE FUNCTION arrive()""");
        }
    }

    private int count(String sql) throws SQLException {
        return Integer.parseInt(text(sql));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
