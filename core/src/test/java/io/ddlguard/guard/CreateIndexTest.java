package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreateIndexTest {

    private final String url = Door.database();
    private Door door;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, email text, note text)");
        door.raw("INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 5000) i");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void builds_outside_the_open_transaction_and_adopts_inside_it() throws SQLException {
        door.begin();
        assertThat(door.execute("CREATE INDEX users_email ON users (email)")).isFalse();
        assertThat(indexesSeenByOthers()).containsExactly("_dg", "users_pkey");
        door.commit();
        assertThat(indexesSeenByOthers()).containsExactly("users_email", "users_pkey");
        assertThat(invalidIndexes()).isZero();
    }

    @Test
    void lets_others_write_while_the_transaction_stays_open() throws SQLException {
        door.begin();
        door.execute("CREATE INDEX users_email ON users (email)");
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            statement.execute("SET lock_timeout = '1s'");
            assertThat(statement.executeUpdate("INSERT INTO users VALUES (0, 'x', 'y')"))
                    .isOne();
        }
        door.commit();
    }

    @Test
    void leaves_no_index_behind_when_the_transaction_rolls_back() throws SQLException {
        door.begin();
        door.execute("CREATE INDEX users_email ON users (email)");
        door.rollback();
        assertThat(indexesSeenByOthers()).containsExactly("users_pkey");
    }

    @Test
    void builds_in_autocommit_too() throws SQLException {
        door.execute("create unique index users_email on users (lower(email) desc) where id > 0");
        assertThat(door.one("SELECT indexdef FROM pg_indexes WHERE indexname = 'users_email'"))
                .isEqualTo(
                        "CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email) DESC) WHERE (id > 0)");
    }

    @Test
    void fails_over_duplicates_as_the_server_would_and_leaves_nothing() throws SQLException {
        door.begin();
        assertThatThrownBy(() -> door.execute("CREATE UNIQUE INDEX users_note ON users (note)"))
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("23505");
                    assertThat(e.getMessage())
                            .contains("could not create unique index \"users_note\"")
                            .contains("Key (note)=(n) is duplicated");
                });
        assertThatThrownBy(() -> door.raw("SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
        door.rollback();
        assertThat(indexesSeenByOthers()).containsExactly("users_pkey");
    }

    @Test
    void leaves_a_table_of_the_same_transaction_alone() throws SQLException {
        door.begin();
        door.execute("CREATE TABLE fresh (id int, email text)");
        door.execute("CREATE INDEX fresh_email ON fresh (email)");
        assertThat(door.one("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'fresh'::regclass"))
                .isEqualTo("fresh_email");
        door.commit();
    }

    @Test
    void is_not_held_up_by_the_snapshot_of_an_idle_connection_of_this_jvm() throws SQLException {
        Guard guard = Door.guard();
        try (Door lock = Door.open(guard, url);
                Door migration = Door.open(guard, url)) {
            lock.begin();
            lock.one("SELECT pg_try_advisory_xact_lock(1)");
            migration.begin();
            migration.one("SELECT 1");
            migration.execute("CREATE INDEX users_email ON users (email)");
            migration.commit();
        }
        assertThat(indexesSeenByOthers()).containsExactly("users_email", "users_pkey");
    }

    private java.util.List<String> indexesSeenByOthers() throws SQLException {
        java.util.List<String> names = new java.util.ArrayList<>();
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT regexp_replace(indexname, '^_dg_.*', '_dg') FROM pg_indexes"
                                + " WHERE schemaname = 'public' ORDER BY 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private int invalidIndexes() throws SQLException {
        return Integer.parseInt(door.one("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
    }
}
