package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guard works, and changes nothing for its caller, however server, role and connection are set up. */
class SurroundingsTest {

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
    void the_databases_defaults_neither_end_a_build_nor_make_it_read_only() throws Exception {
        try (Connection writer = DriverManager.getConnection(url);
                Statement held = writer.createStatement();
                // Within a transaction pg_stat_activity answers the same as at its first look.
                Connection observer = DriverManager.getConnection(url);
                Statement seen = observer.createStatement()) {
            writer.setAutoCommit(false);
            held.execute("INSERT INTO users VALUES (-1, 'held')");
            // Those that this server knows: idle_session_timeout came with 14, transaction_timeout with 17.
            door.raw("DO $$ DECLARE known record; BEGIN FOR known IN SELECT name, value FROM (VALUES"
                    + " ('statement_timeout', '1000'), ('transaction_timeout', '1000'), ('idle_session_timeout', '1000'),"
                    + " ('default_transaction_read_only', 'on')) AS wanted(name, value) JOIN pg_settings USING (name) LOOP"
                    + " EXECUTE format('ALTER DATABASE %I SET %I = %L', current_database(), known.name, known.value);"
                    + " END LOOP; END $$");
            CompletableFuture<Boolean> build = CompletableFuture.supplyAsync(() -> {
                try {
                    return door.execute("CREATE INDEX users_name ON users (name)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(10, TimeUnit.SECONDS).until(() -> build.isDone() || hasBuiltForLong(seen));
            writer.rollback();
            assertThat(build.get(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    private static boolean hasBuiltForLong(Statement observer) throws SQLException {
        try (ResultSet builds = observer.executeQuery("SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX"
                + " CONCURRENTLY%' AND query_start < clock_timestamp() - interval '1500 ms'")) {
            return builds.next();
        }
    }

    @Test
    void a_failure_that_autosave_takes_back_leaves_no_lock_timeout_behind() throws SQLException {
        try (Door saving = Door.open(Door.guard(), url + "&autosave=always")) {
            saving.begin();
            saving.raw("INSERT INTO users VALUES (0, 'y')");
            assertThatThrownBy(() -> saving.execute("ALTER TABLE users ADD COLUMN name text"))
                    .hasMessageContaining("already exists");
            assertThat(saving.one("SHOW lock_timeout")).isEqualTo("0");
            saving.commit();
            assertThat(saving.one("SELECT count(*) FROM users")).isEqualTo("1001");
        }
    }

    @Test
    void the_simple_query_mode_gets_the_servers_own_error_and_runs_nothing() throws SQLException {
        try (Door simple = Door.open(Door.guard(), url + "&preferQueryMode=simple")) {
            assertThatThrownBy(() -> simple.execute("ALTER TABLE users DORP COLUMN name"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("42601");
                        assertThat(e.getMessage())
                                .contains("at or near \"DORP\"")
                                .contains("19");
                    });
        }
    }

    @Test
    void a_small_partitioned_table_is_reindexed_as_written() throws SQLException {
        door.raw("CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)");
        door.raw("CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (100)");
        assertThat(door.execute("REINDEX TABLE parts")).isFalse();
        assertThat(door.execute("REINDEX INDEX parts_pkey")).isFalse();
    }

    @Test
    void the_first_temporary_table_of_a_session_is_in_nobodys_way() throws SQLException {
        door.begin();
        door.execute("CREATE TEMP TABLE scratch (id int)");
        door.execute("CREATE INDEX users_name ON users (name)");
        door.commit();
        assertThat(door.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_name'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void a_read_only_transaction_gets_the_servers_own_error() throws SQLException {
        door.connection.setReadOnly(true);
        door.begin();
        assertThatThrownBy(() -> door.execute("DROP TABLE users"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        door.rollback();
    }

    @Test
    void a_lock_timeout_that_the_text_sets_itself_stays() throws SQLException {
        door.begin();
        door.execute("SET LOCAL lock_timeout = '7s'; ALTER TABLE users ADD COLUMN age int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("7s");
        door.execute("ALTER TABLE users ADD COLUMN size int");
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("7s");
        door.commit();
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("0");
    }

    @Test
    void an_owner_without_other_privileges_is_enough() throws SQLException {
        String owner = "dg_owner_" + door.session.backendPid();
        String login = "dg_login_" + door.session.backendPid();
        door.raw("CREATE ROLE " + owner + "; CREATE ROLE " + login + " LOGIN IN ROLE " + owner);
        door.raw("ALTER TABLE users OWNER TO " + owner + "; GRANT USAGE, CREATE ON SCHEMA public TO " + owner);
        try {
            String as = url.replaceAll("user=[^&]*", "user=" + login);
            Guard guard = Door.guard();
            try (Door lock = Door.open(guard, as);
                    Door migration = Door.open(guard, as)) {
                assertThat(migration.one("SELECT session_user")).isEqualTo(login);
                lock.begin();
                lock.one("SELECT pg_try_advisory_xact_lock(1)");
                migration.raw("SET ROLE " + owner);
                migration.begin();
                migration.one("SELECT 1");
                migration.execute("CREATE INDEX users_name ON users (name)");
                migration.commit();
                migration.connection.setAutoCommit(true);
                migration.execute("DROP INDEX users_name");
            }
        } finally {
            door.raw("REASSIGN OWNED BY " + owner + " TO CURRENT_USER; DROP OWNED BY " + owner);
            door.raw("DROP ROLE " + login + "; DROP ROLE " + owner);
        }
    }
}
