package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that was there before is never taken for one that the job has made, whatever else bears its name. */
class TableNamesTest {

    private final String url = Door.database();

    private Door door;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void a_batch_that_would_make_a_table_has_not_made_it() throws SQLException {
        assertThatThrownBy(() -> door.batch("CREATE TABLE users (id int)")).hasMessageContaining("already exists");
        assertRefused("DROP TABLE users", "drop-table");
    }

    @Test
    void an_item_of_a_batch_is_judged_after_those_before_it() {
        assertThatThrownBy(() -> door.batch(
                        "-- ddlguard:allow rename-table reason=\"test\"\nALTER TABLE users RENAME TO people",
                        "DROP TABLE people -- people is users"))
                .isInstanceOf(DdlBlockedException.class);
    }

    @Test
    void behind_a_dropped_temporary_table_stands_the_old_one() throws SQLException {
        assertRefused("CREATE TEMP TABLE users (id int); DROP TABLE users; DROP TABLE users", "drop-table");
        door.execute("CREATE TEMP TABLE users (id int)");
        door.execute("DROP TABLE users");
        assertRefused("DROP TABLE users", "drop-table");
    }

    @Test
    void a_dropped_table_of_the_same_text_leaves_its_name_to_the_old_one() throws SQLException {
        door.raw("CREATE SCHEMA app");
        door.raw("SET search_path = app, public");
        assertRefused("CREATE TABLE users (id int); DROP TABLE users; DROP TABLE users", "drop-table");
        door.execute("CREATE TABLE users (id int); DROP TABLE users");
        assertRefused("DROP TABLE users", "drop-table");
    }

    @Test
    void what_is_rolled_back_in_the_same_text_was_not_made() throws SQLException {
        door.begin();
        door.execute("CREATE TEMP TABLE users (id int); ROLLBACK");
        assertRefused("DROP TABLE users", "drop-table");
        door.rollback();
        door.raw("CREATE SCHEMA app");
        door.raw("SET search_path = app, public");
        door.commit();
        assertRefused("CREATE TABLE users (id int); ROLLBACK; DROP TABLE users", "drop-table");
    }

    @Test
    void a_temporary_table_may_stand_behind_the_old_one() throws SQLException {
        door.raw("SET search_path = public, pg_temp");
        assertRefused("CREATE TEMP TABLE users (id int); DROP TABLE users", "drop-table");
        door.execute("CREATE TEMP TABLE users (id int)");
        assertRefused("DROP TABLE users", "drop-table");
    }

    @Test
    void another_role_in_the_same_text_may_mean_another_schema() {
        assertRefused("SET ROLE postgres; DROP TABLE users", "unreadable");
        assertRefused("SET SESSION AUTHORIZATION DEFAULT; DROP TABLE users", "unreadable");
    }

    @Test
    void a_name_is_cut_where_the_server_cuts_it() throws SQLException {
        for (String name : List.of("n".repeat(63), "a" + "\u00e9".repeat(31))) {
            door.raw("CREATE TABLE " + name + " AS SELECT 1");
            assertRefused("DROP TABLE " + name + "\u00e9tail", "drop-table");
        }
    }

    private void assertRefused(String sql, String rule) {
        assertThatThrownBy(() -> door.execute(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        DdlBlockedException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }
}
