package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the job has made is its own, whatever it does to it, until something older leads there. */
class NewTablesTest {

    private final String url = Door.database();

    private Door door;

    @BeforeEach
    void an_older_table_and_a_new_one_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        door.execute("CREATE TABLE people (id int PRIMARY KEY, name text, note text)");
        door.raw("INSERT INTO people SELECT i, 'x', 'y' FROM generate_series(1, 1000) i");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void a_new_table_stays_new_under_another_name() throws SQLException {
        door.execute("ALTER TABLE people RENAME TO persons");
        door.execute("ALTER TABLE persons DROP COLUMN note");
        door.execute("CREATE SCHEMA app");
        door.execute("ALTER TABLE persons SET SCHEMA app");
        assertThatCode(() -> door.execute("DROP TABLE app.persons")).doesNotThrowAnyException();
    }

    @Test
    void a_new_table_under_an_older_ones_name_is_what_running_code_calls_so() throws SQLException {
        door.execute("-- ddlguard:allow rename-table reason=\"test\"\nALTER TABLE users RENAME TO users_before");
        door.execute("ALTER TABLE people RENAME TO users");
        assertRefused("ALTER TABLE users DROP COLUMN note");
    }

    @Test
    void an_older_view_has_a_name_too() throws SQLException {
        door.raw("CREATE VIEW members AS SELECT * FROM users");
        try (Door later = Door.open(Door.guard(), url)) {
            later.execute("CREATE TABLE staff (id int, note text)");
            later.execute("DROP VIEW members");
            later.execute("ALTER TABLE staff RENAME TO members");
            assertThatThrownBy(() -> later.execute("ALTER TABLE members DROP COLUMN note"))
                    .isInstanceOf(DdlBlockedException.class);
        }
    }

    @Test
    void an_older_table_that_refers_to_it_leads_to_it() throws SQLException {
        door.execute("ALTER TABLE people DROP COLUMN note");
        door.raw("ALTER TABLE users ADD CONSTRAINT known FOREIGN KEY (id) REFERENCES people (id)");
        assertRefused("ALTER TABLE people DROP COLUMN name");
    }

    @Test
    void a_new_table_may_refer_to_it() throws SQLException {
        door.execute("CREATE TABLE pets (owner int REFERENCES people (id))");
        assertThatCode(() -> door.execute("ALTER TABLE people DROP COLUMN name"))
                .doesNotThrowAnyException();
    }

    @Test
    void an_older_parent_leads_to_it() throws SQLException {
        door.raw("ALTER TABLE people INHERIT users");
        assertRefused("ALTER TABLE people DROP COLUMN note");
    }

    @Test
    void a_session_that_has_it_in_use_knows_it() throws SQLException {
        try (Connection application = DriverManager.getConnection(url);
                Statement reads = application.createStatement()) {
            application.setAutoCommit(false);
            reads.execute("SELECT count(*) FROM people");
            assertRefused("ALTER TABLE people DROP COLUMN note");
        }
        assertThatCode(() -> door.execute("ALTER TABLE people DROP COLUMN note"))
                .doesNotThrowAnyException();
    }

    @Test
    void autovacuum_is_nobody_who_knows_it() throws SQLException {
        // As slow as can be, so that it is still there when the statement comes.
        door.raw("ALTER TABLE people SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,"
                + " autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)");
        door.raw("INSERT INTO people SELECT i, repeat('x', 100), 'y' FROM generate_series(1001, 20000) i");
        door.raw("DELETE FROM people WHERE id % 2 = 0");
        door.raw("ALTER SYSTEM SET autovacuum_naptime = '1s'");
        door.raw("SELECT pg_reload_conf()");
        try {
            await().atMost(60, TimeUnit.SECONDS).until(() -> "t"
                    .equals(door.one("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'people'::regclass"
                            + " AND mode = 'ShareUpdateExclusiveLock')")));
            assertThatCode(() -> door.execute("ALTER TABLE people DROP COLUMN note"))
                    .doesNotThrowAnyException();
        } finally {
            door.raw("ALTER SYSTEM RESET autovacuum_naptime");
            door.raw("SELECT pg_reload_conf()");
        }
    }

    @Test
    void an_index_of_a_new_table_is_dropped_as_it_is_written() throws SQLException {
        door.execute("CREATE INDEX people_name ON people (name)");
        door.begin();
        door.execute("DROP INDEX people_name");
        assertThat(door.one("SELECT to_regclass('people_name')")).isNull();
        assertThat(door.one("SELECT to_regclass('ddlguard.journal')")).isNull();
        door.commit();
    }

    private void assertRefused(String sql) {
        assertThatThrownBy(() -> door.execute(sql)).as(sql).isInstanceOf(DdlBlockedException.class);
    }
}
