package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a statement queues for its locks, and when it does not. */
class LockQueueTest extends TwoTables {

    @BeforeEach
    void a_deployer() throws SQLException {
        run(admin, "CREATE ROLE deployer LOGIN");
        run(admin, "GRANT CREATE ON SCHEMA public TO deployer");
    }

    @AfterEach
    void drop_the_deployer() throws SQLException {
        holder.close();
        run(admin, "REASSIGN OWNED BY deployer TO CURRENT_USER");
        run(admin, "DROP OWNED BY deployer");
        run(admin, "DROP ROLE deployer");
    }

    @Test
    void does_not_queue_behind_an_old_transaction() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}", url)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
            assertThat(seen(WAITING, Duration.ofMillis(1500))).isZero();
            assertThat(ddl).isNotDone();
            holder.rollback();
            ddl.get(20, TimeUnit.SECONDS);
            assertThat(door.one("SELECT count(age) FROM users")).isEqualTo("0");
        }
    }

    @Test
    void does_not_wait_for_who_is_not_in_the_way() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}", url)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            // SHARE ROW EXCLUSIVE and SHARE UPDATE EXCLUSIVE go beside a reader.
            door.execute("ALTER TABLE users ENABLE TRIGGER USER");
            door.execute("ALTER TABLE users SET (fillfactor = 80)");
            door.execute("CREATE TABLE notes (id int, user_id int REFERENCES users)");
            assertThat(door.one("SELECT to_regclass('notes')")).isEqualTo("notes");
        }
    }

    @Test
    void waits_for_a_prepared_transaction_and_names_it() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 2s}", url)) {
            run(holder, "INSERT INTO users VALUES (-1, 'prepared')");
            run(holder, "PREPARE TRANSACTION 'invoice run'");
            SQLException error = failure(door, "ALTER TABLE users ADD COLUMN age int");
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()[0])
                    .hasMessageContaining("prepared transaction 'invoice run'")
                    .hasMessageContaining("ROLLBACK PREPARED 'invoice run';");
            run(admin, "ROLLBACK PREPARED 'invoice run'");
        }
    }

    @Test
    void stops_nobody_for_longer_because_it_waits_for_a_second_table() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 5m, max-held: 1s}", url)) {
            run(holder, "SELECT count(*) FROM orders");
            awaitOld("300 milliseconds");
            door.begin();
            door.execute("ALTER TABLE users ADD COLUMN age int");
            long began = System.nanoTime();
            SQLException error = failure(door, "ALTER TABLE orders ADD COLUMN total int");
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(error.getSuppressed()[0]).hasMessageContaining("lock.max-held in the policy bounds that");
            assertThat(failure(door, "SELECT 1").getSQLState()).isEqualTo("25P02");
            door.rollback();
            holder.rollback();
            // What a transaction that is over has held counts no more.
            door.execute("ALTER TABLE orders ADD COLUMN total int");
            door.commit();
        }
    }

    @Test
    void holds_no_table_while_it_waits_for_another_of_the_same_statement() throws Exception {
        try (Door door = door("{timeout: 5s, give-up-after: 1m}", url)) {
            run(holder, "INSERT INTO orders VALUES (-1, 1)");
            CompletableFuture<Void> ddl =
                    door.executeInBackground("ALTER TABLE users ADD COLUMN order_id int REFERENCES orders");
            String both =
                    "SELECT count(*) FROM pg_locks h JOIN pg_locks w USING (pid) WHERE h.granted AND NOT w.granted"
                            + " AND h.locktype = 'relation' AND w.locktype = 'relation' AND h.relation = 'users'::regclass"
                            + " AND h.mode = 'AccessExclusiveLock'";
            assertThat(seen(both, Duration.ofMillis(1500))).isZero();
            assertThat(ddl).isNotDone();
            holder.rollback();
            ddl.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void locks_no_table_before_the_statement_of_the_text_that_needs_it() throws Exception {
        try (Door door = door("{timeout: 5s, give-up-after: 1m}", url)) {
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int;"
                    + " SELECT pg_sleep(1); ALTER TABLE orders ADD COLUMN total int");
            String sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname ="
                    + " current_database()";
            await().atMost(20, TimeUnit.SECONDS).until(() -> seen(sleeping, Duration.ofMillis(20)) > 0);
            assertThat(seen(
                            "SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass AND granted",
                            Duration.ofMillis(200)))
                    .isZero();
            ddl.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void serves_a_role_that_may_not_see_how_old_a_transaction_is() throws Exception {
        run(admin, "ALTER TABLE users OWNER TO deployer");
        try (Door door = door("{timeout: 300ms, give-up-after: 4s}", as("deployer"))) {
            run(holder, "SELECT count(*) FROM users");
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
            Door.awaitALookAtTheLocks(url);
            // To it the transaction is young at first, so there may be one try, which nobody notices.
            assertThat(queued(Duration.ofMillis(1000))).isLessThan(Duration.ofMillis(300));
            SQLException error = catchThrowableOfType(SQLException.class, () -> {
                try {
                    ddl.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw e.getCause();
                }
            });
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()[0]).hasMessageContaining("GRANT pg_read_all_stats TO deployer");
        }
    }

    /** The deployer sees neither how old it is nor what it is. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sends_an_autovacuum_away(boolean hidden) throws Exception {
        run(admin, "ALTER SYSTEM SET autovacuum_naptime = '1s'");
        run(admin, "SELECT pg_reload_conf()");
        try (Door door = door("{timeout: 200ms, give-up-after: 20s}", hidden ? as("deployer") : url)) {
            run(
                    admin,
                    "CREATE TABLE vacuumed (id int, filler text) WITH (autovacuum_vacuum_threshold = 1,"
                            + " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100,"
                            + " autovacuum_vacuum_cost_limit = 1)");
            run(admin, "INSERT INTO vacuumed SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i");
            run(admin, "DELETE FROM vacuumed WHERE id % 2 = 0");
            run(admin, "ALTER TABLE vacuumed OWNER TO " + (hidden ? "deployer" : "CURRENT_USER"));
            await().atMost(90, TimeUnit.SECONDS)
                    .until(() -> seen(
                                    "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND"
                                            + " query LIKE '%public.vacuumed%'",
                                    Duration.ofMillis(100))
                            > 0);
            door.execute("ALTER TABLE vacuumed ADD COLUMN age int");
            assertThat(door.one("SELECT count(age) FROM vacuumed")).isEqualTo("0");
        } finally {
            run(admin, "ALTER SYSTEM RESET autovacuum_naptime");
            run(admin, "SELECT pg_reload_conf()");
        }
    }

    @Test
    void leaves_a_text_that_does_not_want_to_wait_alone() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 5m}", url)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            door.begin();
            SQLException error = failure(
                    door,
                    "-- ddlguard:allow lock-table reason=\"nobody waits\"\n"
                            + "LOCK TABLE users IN ACCESS EXCLUSIVE MODE NOWAIT; ALTER TABLE users ADD COLUMN age int");
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()).isEmpty();
        }
    }

    @Test
    void makes_few_savepoints_in_one_transaction() throws Exception {
        try (Door door = door("{timeout: 100ms}", url)) {
            door.begin();
            for (int i = 0; i < 40; i++) {
                door.execute("ALTER TABLE users ADD COLUMN c" + i + " int");
            }
            if (Integer.parseInt(door.one("SHOW server_version_num")) >= 160000) {
                assertThat(door.one("SELECT max(subxact_count) FROM pg_stat_get_backend_idset() id,"
                                + " pg_stat_get_backend_subxact(id) WHERE pg_stat_get_backend_pid(id) ="
                                + " pg_backend_pid()"))
                        .isEqualTo("30");
            }
            assertThat(door.one("SHOW lock_timeout")).isEqualTo("0");
            door.commit();
            assertThat(door.one("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname LIKE"
                            + " 'c__' OR attrelid = 'users'::regclass AND attname LIKE 'c_'"))
                    .isEqualTo("40");
        }
    }

    @Test
    void does_not_queue_with_a_step_outside_the_transaction() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}", url)) {
            run(admin, "CREATE TABLE parts (id int, name text) PARTITION BY LIST (id)");
            run(admin, "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)");
            run(admin, "INSERT INTO parts VALUES (1, 'x')");
            run(holder, "INSERT INTO parts VALUES (1, 'y')");
            awaitOld("300 milliseconds");
            // The index of the parent alone is made first, in a moment, under SHARE.
            CompletableFuture<Void> ddl = door.executeInBackground("CREATE INDEX parts_name ON parts (name)");
            assertThat(seen(WAITING, Duration.ofMillis(1500))).isZero();
            assertThat(ddl).isNotDone();
            holder.rollback();
            ddl.get(20, TimeUnit.SECONDS);
            assertThat(door.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'parts_name'::regclass"))
                    .isEqualTo("t");
        }
    }

    @Test
    void fails_the_transaction_where_it_can_look_no_more() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 5m}", url)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            door.begin();
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
            Door.awaitALookAtTheLocks(url);
            run(
                    admin,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
                            + " 'ddlguard for%' AND datname = current_database()");
            assertThat(ddl)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOf(SQLException.class);
            assertThat(failure(door, "SELECT 1").getSQLState()).isEqualTo("25P02");
        }
    }

    @Test
    void knows_the_locks_of_a_serializable_transaction() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 5s}", url)) {
            door.begin();
            door.raw("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
            door.raw("SELECT count(*) FROM users");
            door.execute("ALTER TABLE users ADD COLUMN age int");
            door.commit();
            assertThat(door.one("SELECT count(age) FROM users")).isEqualTo("0");
        }
    }

    @Test
    void says_who_was_in_the_way_and_what_to_do() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1s}", url)) {
            run(holder, "SELECT count(*) FROM users WHERE name = 'O''Hara' AND id > 4711 -- why");
            awaitOld("1 second");
            SQLException error = failure(door, "ALTER TABLE users ADD COLUMN age int");
            String text = error.getSuppressed()[0]
                    .getMessage()
                    .replaceAll("pid \\d+", "pid 4711")
                    .replaceAll("backend\\(\\d+\\)", "backend(4711)")
                    .replaceAll("client [0-9a-f.:]+(/\\d+)?", "client 10.0.0.7")
                    .replaceAll("after [0-9.]+ s, \\d+ (try|tries)", "after 1.2 s, 1 try")
                    .replaceAll("open for \\d+ s", "open for 2 s");
            Path golden = Path.of("src/test/resources/io/ddlguard/guard/gave-up.txt");
            if ("refresh".equals(System.getProperty("ddlguard.golden"))) {
                Files.writeString(golden, text + "\n");
            }
            assertThat(text + "\n").isEqualTo(Files.readString(golden));
        }
    }

    private String as(String role) {
        return url.replaceAll("user=[^&]*", "user=" + role);
    }

    private static SQLException failure(Door door, String sql) {
        SQLException error = catchThrowableOfType(SQLException.class, () -> door.execute(sql));
        assertThat((Throwable) error).isNotNull();
        return error;
    }

    /** From the first to the last look, one after the other for some time, at which somebody waited for a lock. */
    private Duration queued(Duration during) throws SQLException {
        long first = 0;
        long last = 0;
        long until = System.nanoTime() + during.toNanos();
        while (System.nanoTime() < until) {
            if (seen(WAITING, Duration.ZERO) > 0) {
                last = System.nanoTime();
                first = first == 0 ? last : first;
            }
        }
        return Duration.ofNanos(last - first);
    }
}
