package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.session.TransactionState;
import io.ddlguard.testpostgres.PgBouncer;
import io.ddlguard.testpostgres.PooledSessions;
import io.ddlguard.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer in transaction mode. With one connection to the server, whoever asks twice meets the same backend. */
class PoolerTest {

    private final String direct = Door.database();

    @TempDir
    private Path folder;

    private PgBouncer pool;
    private String pooled;
    private List<String> before;

    @BeforeEach
    void a_table_with_rows_behind_a_pool() throws Exception {
        pool = PgBouncer.start(folder, TestPostgres.shared(), 1);
        pooled = pool.url(direct) + "&prepareThreshold=0";
        try (Door door = Door.open(Door.guard(), direct)) {
            door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
            door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        }
        before = PooledSessions.of(pooled, 1);
    }

    @AfterEach
    void leaves_the_pools_sessions_as_they_were() throws SQLException {
        try {
            assertThat(PooledSessions.of(pooled, 1)).containsExactlyInAnyOrderElementsOf(before);
        } finally {
            pool.close();
        }
    }

    @Test
    void a_transaction_that_holds_the_pools_last_connection_is_refused_at_once() throws SQLException {
        try (Door door = Door.open(Door.guard(), pooled)) {
            door.begin();
            door.raw("INSERT INTO users VALUES (0, 'y')");
            isRefused(door, "CREATE INDEX users_name ON users (name)");
            assertThat(door.session.transactionState()).isEqualTo(TransactionState.FAILED);
            door.rollback();
            isRefused(door, "ALTER TABLE users ADD COLUMN age int");
            door.rollback();
            assertThat(door.one("SELECT count(*) FROM users")).isEqualTo("1000");
            door.rollback();
        }
    }

    @Test
    void a_statement_in_autocommit_is_refused() throws SQLException {
        try (Door door = Door.open(Door.guard(), pooled)) {
            isRefused(door, "ALTER TABLE users ADD COLUMN age int");
            isRefused(door, "CREATE INDEX users_name ON users (name)");
            assertThat(door.one("SELECT to_regclass('users_name')")).isNull();
        }
    }

    @Test
    void a_second_connection_that_alone_is_led_to_a_pool_is_refused_before_it_sets_anything() throws SQLException {
        try (Door door = Door.open(Door.guard(), direct, (url, properties) -> DriverManager.getConnection(pooled))) {
            isRefused(door, "ALTER TABLE users ADD COLUMN age int");
        }
    }

    @Test
    void a_text_that_nobody_can_read_is_refused_at_once_where_only_a_second_connection_could_parse_it()
            throws SQLException {
        try (Door door = Door.open(Door.guard(), pooled + "&preferQueryMode=simple")) {
            door.begin();
            isRefused(door, "ALTER TABLE users DORP COLUMN name");
            door.rollback();
        }
    }

    @Test
    void a_history_of_new_tables_runs_as_written() throws SQLException {
        try (Door door = Door.open(Door.guard(), pooled)) {
            door.begin();
            door.execute("CREATE TABLE coupons (id int PRIMARY KEY, code text)");
            door.execute("CREATE INDEX coupons_code ON coupons (code)");
            door.commit();
            door.execute("ALTER TABLE coupons ADD COLUMN note text NOT NULL DEFAULT ''");
            door.commit();
            assertThat(door.one("SELECT indexdef FROM pg_indexes WHERE indexname = 'coupons_code'"))
                    .isEqualTo("CREATE INDEX coupons_code ON public.coupons USING btree (code)");
            door.rollback();
        }
    }

    private static void isRefused(Door door, String sql) {
        assertThatThrownBy(() -> door.execute(sql)).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo("08004");
            assertThat(e.getMessage()).contains("a URL that leads to the server itself");
        });
    }
}
