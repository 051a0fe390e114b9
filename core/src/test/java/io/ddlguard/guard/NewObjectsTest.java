package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schemas, types and functions that the job has made are its own, as its tables are, and nobody else's. */
class NewObjectsTest {

    private final String url = Door.database();
    private final Guard job = Door.guard();

    private Door door;

    @BeforeEach
    void open() throws SQLException {
        door = Door.open(job, url);
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void another_connection_of_the_job_knows_what_it_has_made() throws SQLException {
        door.execute("CREATE TYPE mood AS ENUM ('sad')");
        door.execute("CREATE SCHEMA app");
        door.execute("CREATE VIEW app.moods AS SELECT 'sad'::mood AS mood");
        try (Door another = Door.open(job, url)) {
            assertThatCode(() -> another.execute("DROP TYPE mood CASCADE")).doesNotThrowAnyException();
            assertThatCode(() -> another.execute("DROP SCHEMA app CASCADE")).doesNotThrowAnyException();
        }
    }

    @Test
    void the_next_job_does_not() throws SQLException {
        door.execute("CREATE TYPE mood AS ENUM ('sad')");
        door.execute("CREATE SCHEMA app");
        door.execute("CREATE TABLE app.people (mood mood)");
        try (Door next = Door.open(Door.guard(), url)) {
            assertRefused(next, "DROP TYPE mood CASCADE");
            assertRefused(next, "DROP SCHEMA app CASCADE");
        }
    }

    @Test
    void what_was_rolled_back_is_not_what_somebody_else_has_made_since() throws SQLException {
        door.begin();
        door.execute("CREATE TYPE mood AS ENUM ('sad')");
        door.rollback();
        door.connection.setAutoCommit(true);
        door.raw("CREATE TYPE mood AS ENUM ('sad')");
        assertRefused(door, "DROP TYPE mood");
    }

    @Test
    void what_a_failed_statement_was_to_make_is_not_what_bears_the_name() throws SQLException {
        door.raw("CREATE TYPE mood AS ENUM ('sad')");
        assertThatThrownBy(() -> door.execute("CREATE TYPE mood AS ENUM ('glad')"))
                .isInstanceOf(SQLException.class);
        assertRefused(door, "DROP TYPE mood");
    }

    @Test
    void a_name_that_a_search_path_finds_later_is_not_what_was_made_here() throws SQLException {
        door.raw("CREATE SCHEMA app");
        door.raw("CREATE TYPE app.mood AS ENUM ('sad')");
        door.execute("CREATE TYPE mood AS ENUM ('sad'); SET search_path = app");
        assertRefused(door, "DROP TYPE mood");
    }

    @Test
    void a_name_that_a_rename_gave_away_is_not_what_was_made_here() throws SQLException {
        door.raw("CREATE TYPE mood AS ENUM ('sad')");
        String comment = "-- ddlguard:allow rename-type reason=\"test\"\n";
        door.execute("CREATE TYPE feeling AS ENUM ('sad'); ALTER TYPE feeling RENAME TO temper; " + comment
                + "ALTER TYPE mood RENAME TO feeling");
        assertRefused(door, "DROP TYPE feeling");
    }

    private static void assertRefused(Door door, String sql) {
        assertThatThrownBy(() -> door.execute(sql)).as(sql).isInstanceOf(DdlBlockedException.class);
    }
}
