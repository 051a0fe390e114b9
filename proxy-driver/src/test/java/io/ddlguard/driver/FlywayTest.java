package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;

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
    @ValueSource(strings = {"10", "11", "12", "13"})
    void migrates_through_the_prefix(String major) throws Exception {
        Map<String, String> job = Map.of("url", Urls.guarded(database), "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(Flyways.migrate(major, job)).as("run again").isZero();
        assertThat(count("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "11", "12", "13"})
    void migrates_through_the_driver_class(String major) throws Exception {
        Map<String, String> job = Map.of(
                "url", database,
                "driver", GuardedPostgresDriver.class.getName(),
                "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM account")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "11", "12", "13"})
    void leaves_plain_urls_to_flyways_own_type(String major) throws Exception {
        Map<String, String> job = Map.of("url", database, "migrations", migrations.toString());

        assertThat(Flyways.migrate(major, job)).isEqualTo(2);
        assertThat(count("SELECT count(*) FROM flyway_schema_history WHERE success"))
                .isEqualTo(2);
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
