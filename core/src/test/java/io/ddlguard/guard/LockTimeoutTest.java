package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change that is sent politely has a lock_timeout of ours; whatever the caller does to its own, it is the caller's. */
class LockTimeoutTest {

    private Door door;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        door = Door.open(Door.guard(), Door.database());
        door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void is_the_servers_default_again_after_each_end_of_a_transaction() throws SQLException {
        door.execute("ALTER TABLE users ADD COLUMN a int");
        assertThat(shown()).isEqualTo("0 by default");
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN b int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("0");
        door.commit();
        assertThat(shown()).isEqualTo("0 by default");
        door.execute("ALTER TABLE users ADD COLUMN c int");
        door.rollback();
        assertThat(shown()).isEqualTo("0 by default");
    }

    @Test
    void is_the_sessions_own_again_after_a_transaction_that_failed() throws SQLException {
        door.raw("SET lock_timeout = '7s'");
        fails("ALTER TABLE users ADD COLUMN name text");
        assertThat(shown()).isEqualTo("7000 by session");
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN age int");
        fails("ALTER TABLE users ADD COLUMN name text");
        door.rollback();
        assertThat(shown()).isEqualTo("7000 by session");
        door.raw("RESET lock_timeout");
        door.commit();
        assertThat(shown()).isEqualTo("0 by default");
    }

    @Test
    void a_set_and_a_savepoint_of_the_callers_mean_what_they_say() throws SQLException {
        door.begin();
        door.raw("SET LOCAL lock_timeout = '9s'");
        door.raw("SAVEPOINT mine");
        door.raw("SET lock_timeout = '7s'");
        door.execute("ALTER TABLE users ADD COLUMN age int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("7s");
        door.raw("ROLLBACK TO mine");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("9s");
        door.execute("ALTER TABLE users ADD COLUMN age int");
        door.raw("SET lock_timeout = '8s'");
        door.execute("ALTER TABLE users ADD COLUMN size int");
        door.commit();
        assertThat(shown()).isEqualTo("8000 by session");
    }

    @Test
    void reset_all_resets_it_before_in_and_after_the_text() throws SQLException {
        door.raw("SET lock_timeout = '7s'");
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN a int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("7s");
        door.raw("RESET ALL");
        assertThat(shown()).isEqualTo("0 by default");
        door.execute("ALTER TABLE users ADD COLUMN b int");
        door.raw("SET lock_timeout = '8s'");
        door.execute("ALTER TABLE users ADD COLUMN c int; RESET ALL");
        assertThat(shown()).isEqualTo("0 by default");
        door.commit();
        assertThat(shown()).isEqualTo("0 by default");
    }

    @Test
    void reset_all_and_discard_all_in_autocommit() throws SQLException {
        door.raw("SET lock_timeout = '7s'");
        door.execute("ALTER TABLE users ADD COLUMN a int; RESET ALL");
        assertThat(shown()).isEqualTo("0 by default");
        door.raw("SET lock_timeout = '7s'");
        door.execute("ALTER TABLE users ADD COLUMN b int");
        assertThat(shown()).isEqualTo("7000 by session");
        door.execute("DISCARD ALL");
        assertThat(shown()).isEqualTo("0 by default");
        door.execute("ALTER TABLE users ADD COLUMN c int");
        assertThat(shown()).isEqualTo("0 by default");
    }

    @Test
    void is_as_it_was_after_a_batch() throws SQLException {
        door.batch("ALTER TABLE users ADD COLUMN a int");
        assertThat(shown()).isEqualTo("0 by default");
        door.raw("SET lock_timeout = '7s'");
        assertThatThrownBy(() -> door.batch("ALTER TABLE users ADD COLUMN name text"))
                .hasMessageContaining("already exists");
        assertThat(shown()).isEqualTo("7000 by session");
        door.begin();
        door.raw("SET LOCAL lock_timeout = '9s'");
        door.batch("ALTER TABLE users ADD COLUMN b int", "ALTER TABLE users ADD COLUMN c int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("9s");
        door.batch("ALTER TABLE users ADD COLUMN d int", "SET LOCAL lock_timeout = '8s'");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("8s");
        door.commit();
        assertThat(shown()).isEqualTo("7000 by session");
    }

    private void fails(String sql) {
        assertThatThrownBy(() -> door.execute(sql)).hasMessageContaining("already exists");
    }

    private String shown() throws SQLException {
        return door.one("SELECT setting || ' by ' || source FROM pg_settings WHERE name = 'lock_timeout'");
    }
}
