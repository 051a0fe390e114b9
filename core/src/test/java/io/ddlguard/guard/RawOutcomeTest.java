package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the online form of a statement could answer or leave something else than the server does with it. */
class RawOutcomeTest {

    private final String url = Door.database();
    private Door door;

    @BeforeEach
    void tables_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE groups (id int)");
        door.raw("CREATE TABLE users (id int PRIMARY KEY, email text, group_id int DEFAULT 1)");
        door.raw("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 500) i");
        door.raw("CREATE INDEX users_email ON users (email)");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void keeps_an_index_that_is_dropped_in_one_text_with_a_statement_that_fails() throws SQLException {
        assertFails("42703", "DROP INDEX users_email; ALTER TABLE users ALTER missing SET DEFAULT 1");
        assertThat(door.one("SELECT to_regclass('users_email')")).isEqualTo("users_email");
        door.execute("DROP INDEX users_email; ALTER TABLE users ALTER group_id SET DEFAULT 2");
        assertThat(door.one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("1");
    }

    @Test
    void leaves_constraints_not_valid_that_are_to_stay_so_beside_a_not_null() throws SQLException {
        door.execute("ALTER TABLE users ALTER email SET NOT NULL, ADD CONSTRAINT positive CHECK (id > 0) NOT VALID");
        assertThat(door.one(
                        "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'email'"))
                .isEqualTo("t");
        assertThat(door.one("SELECT string_agg(conname, ',') FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("positive");
    }

    @Test
    void says_that_a_foreign_key_needs_a_key_before_it_says_that_rows_break_it() {
        assertFails("42830", "ALTER TABLE users ADD FOREIGN KEY (group_id) REFERENCES groups (id)");
    }

    @Test
    void says_that_a_constraint_is_there_before_it_says_that_rows_break_it() throws SQLException {
        door.raw("ALTER TABLE users ADD CONSTRAINT few CHECK (id < 1000)");
        assertFails("42710", "ALTER TABLE users ADD CONSTRAINT few CHECK (id < 100)");
    }

    @Test
    void still_says_that_rows_break_a_foreign_key_to_a_key_of_several_columns() throws SQLException {
        door.raw("CREATE TABLE places (z int, \"A\" int, UNIQUE (z, \"A\"))");
        assertFails("23503", "ALTER TABLE users ADD FOREIGN KEY (id, group_id) REFERENCES places (\"A\", z)");
    }

    @Test
    void lets_the_server_refuse_to_lock_a_table_outside_a_transaction() {
        assertFails("25P01", "-- ddlguard:allow lock-table reason=\"a test\"\nLOCK TABLE users");
    }

    @Test
    void refuses_two_indexes_of_one_name_in_one_text() {
        assertThatThrownBy(() -> door.execute("CREATE INDEX IF NOT EXISTS one ON users (id);"
                        + " ALTER INDEX users_email SET (fillfactor = 80);"
                        + " CREATE INDEX IF NOT EXISTS one ON users (group_id)"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("an earlier statement of the same text makes an index of that name");
    }

    private void assertFails(String sqlState, String sql) {
        assertThatThrownBy(() -> door.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }
}
