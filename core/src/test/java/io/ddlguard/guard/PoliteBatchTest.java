package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MILLISECOND;

import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch with DDL waits for its locks before it is sent. */
class PoliteBatchTest extends TwoTables {

    private static final String HAS_ORDERS =
            "SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass AND granted";
    private static final String[] TWO_TABLES = {
        "ALTER TABLE orders ADD COLUMN total int", "UPDATE users SET name = 'y'", "ALTER TABLE users ADD COLUMN age int"
    };

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void does_not_queue_behind_an_old_transaction(boolean autoCommit) throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}")) {
            door.connection.setAutoCommit(autoCommit);
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            CompletableFuture<int[]> batch = door.inBackground(() -> door.batch(TWO_TABLES));
            assertThat(seen(WAITING, Duration.ofMillis(1000))).isZero();
            assertThat(batch).isNotDone();
            assertThat(one(HAS_ORDERS)).isEqualTo("0");
            holder.rollback();
            assertThat(batch.get(20, TimeUnit.SECONDS)).containsExactly(0, 1000, 0);
            assertThat(door.connection.getAutoCommit()).isEqualTo(autoCommit);
            if (!autoCommit) {
                door.commit();
            }
            assertThat(one("SELECT count(age) + count(total) FROM users, orders"))
                    .isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tries_again_until_a_short_transaction_is_over(boolean autoCommit) throws Exception {
        // No transaction is old here: it queues, in short tries.
        try (Door door = door("{timeout: 1m, give-up-after: 1m}")) {
            door.connection.setAutoCommit(autoCommit);
            run(holder, "SELECT count(*) FROM users");
            CompletableFuture<int[]> batch = door.inBackground(() -> door.batch(TWO_TABLES));
            for (int tries = 0; tries < 2; tries++) {
                await().pollInterval(ONE_MILLISECOND).until(() -> !one(WAITING).equals("0"));
                await().pollInterval(ONE_MILLISECOND).until(() -> one(WAITING).equals("0"));
                assertThat(one(HAS_ORDERS)).isEqualTo("0");
            }
            holder.rollback();
            assertThat(batch.get(20, TimeUnit.SECONDS)).containsExactly(0, 1000, 0);
        }
    }

    @Test
    void holds_no_table_while_it_waits_for_another() throws Exception {
        try (Door door = door("{timeout: 1m, give-up-after: 1m}")) {
            run(holder, "INSERT INTO orders VALUES (-1, 1)");
            CompletableFuture<int[]> batch = door.inBackground(() -> door.batch(TWO_TABLES));
            String both =
                    "SELECT count(*) FROM pg_locks h JOIN pg_locks w USING (pid) WHERE h.granted AND NOT w.granted"
                            + " AND h.locktype = 'relation' AND w.locktype = 'relation' AND h.relation = 'users'::regclass";
            assertThat(seen(both, Duration.ofMillis(1500))).isZero();
            assertThat(batch).isNotDone();
            holder.rollback();
            assertThat(batch.get(20, TimeUnit.SECONDS)).containsExactly(0, 1000, 0);
        }
    }

    @Test
    void its_locks_count_as_held() throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 5m, max-held: 1s}")) {
            door.begin();
            door.batch("ALTER TABLE users ADD COLUMN age int");
            run(holder, "SELECT count(*) FROM orders");
            awaitOld("300 milliseconds");
            BatchUpdateException error = failure(() -> door.batch("ALTER TABLE orders ADD COLUMN total int"));
            assertThat(error.getSuppressed()[0]).hasMessageContaining("lock.max-held in the policy bounds that");
            door.rollback();
        }
    }

    @Test
    void says_that_another_item_waited_for_too_long() throws Exception {
        try (Door door = door("{timeout: 300ms, give-up-after: 1m}")) {
            run(holder, "UPDATE orders SET user_id = 0 WHERE id = 1");
            BatchUpdateException error = failure(() ->
                    door.batch("ALTER TABLE users ADD COLUMN age int", "UPDATE orders SET user_id = 2 WHERE id = 1"));
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()[0])
                    .hasMessageContaining("an item of the batch did not get a lock in time");
        }
    }

    @Test
    void stands_aside_for_a_view_that_it_cannot_lock_beforehand() throws Exception {
        run(admin, "CREATE VIEW names AS SELECT name FROM users");
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}")) {
            run(holder, "SELECT count(*) FROM names");
            awaitOld("300 milliseconds");
            CompletableFuture<int[]> batch =
                    door.inBackground(() -> door.batch("ALTER VIEW names ALTER COLUMN name SET DEFAULT 'x'"));
            assertThat(seen(WAITING, Duration.ofMillis(500))).isZero();
            assertThat(batch).isNotDone();
            holder.rollback();
            assertThat(batch.get(20, TimeUnit.SECONDS)).containsExactly(0);
        }
    }

    /** LOCK TABLE wants a privilege that the owner may have given up; ALTER TABLE does not. */
    @Test
    void has_one_try_for_a_table_to_which_its_role_may_not_write() throws Exception {
        run(admin, "CREATE ROLE batcher LOGIN");
        run(admin, "ALTER TABLE users OWNER TO batcher");
        run(admin, "REVOKE ALL ON users FROM batcher");
        try (Door door = door("{timeout: 300ms, give-up-after: 1m}", url.replaceAll("user=[^&]*", "user=batcher"))) {
            assertThat(door.batch("ALTER TABLE users ADD COLUMN age int")).containsExactly(0);
            // How old it is, the role may not see: so it is young at the first look.
            run(holder, "SELECT count(*) FROM users");
            BatchUpdateException error = failure(() -> door.batch("ALTER TABLE users ADD COLUMN size int"));
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()[0]).hasMessageContaining(", 1 try;");
        } finally {
            holder.rollback();
            run(admin, "DROP TABLE users");
            run(admin, "DROP ROLE batcher");
        }
    }

    @Test
    void a_prepared_batch_is_as_polite() throws Exception {
        String sql = "ALTER TABLE users ADD COLUMN IF NOT EXISTS age int";
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}");
                PreparedStatement prepared = door.connection.prepareStatement(sql)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            prepared.addBatch();
            prepared.addBatch();
            CompletableFuture<long[]> batch = door.inBackground(() -> door.guard.aroundBatch(
                    door.session, prepared, List.of(sql, sql), text -> prepared.executeLargeBatch()));
            assertThat(seen(WAITING, Duration.ofMillis(500))).isZero();
            assertThat(batch).isNotDone();
            holder.rollback();
            assertThat(batch.get(20, TimeUnit.SECONDS)).containsExactly(0, 0);
        }
    }

    @Test
    void a_batch_with_transactions_of_its_own_goes_as_it_is() throws Exception {
        try (Door door = door("{timeout: 5s}")) {
            assertThat(door.batch("BEGIN", "ALTER TABLE users ADD COLUMN age int"))
                    .containsExactly(0, 0);
            door.raw("ROLLBACK");
            assertThat(one("SELECT count(*) FROM pg_attribute WHERE attname = 'age'"))
                    .isEqualTo("0");
            assertThat(
                            door.batch(
                                    "-- ddlguard:allow create-index reason=\"test\"\nCREATE INDEX CONCURRENTLY ON users (name)"))
                    .containsExactly(0);
        }
    }

    /** Raw, the second fails and leaves the first INVALID, which rejects duplicates all the same. */
    @Test
    void two_concurrent_builds_in_one_batch_are_refused_before_anything_is_left() throws Exception {
        try (Door door = door("{timeout: 5s}")) {
            assertThatThrownBy(() -> door.batch(
                            "CREATE UNIQUE INDEX CONCURRENTLY first ON users (name)",
                            "CREATE INDEX CONCURRENTLY second ON users (name)"))
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("JDBC batch");
            assertThat(one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass AND NOT indisprimary"))
                    .isEqualTo("0");
        }
    }

    /** Each item is a transaction of its own there, and those after a failed one run. */
    @ParameterizedTest
    @ValueSource(strings = {"simple", "extendedForPrepared"})
    void simple_queries_only_stand_aside(String mode) throws Exception {
        try (Door door = door("{timeout: 100ms, give-up-after: 1m}", url + "&preferQueryMode=" + mode)) {
            run(holder, "SELECT count(*) FROM users");
            awaitOld("300 milliseconds");
            CompletableFuture<int[]> batch = door.inBackground(() -> door.batch(
                    "ALTER TABLE users ADD COLUMN a int",
                    "ALTER TABLE users ADD COLUMN name int",
                    "ALTER TABLE users ADD COLUMN b int"));
            assertThat(seen(WAITING, Duration.ofMillis(500))).isZero();
            assertThat(batch).isNotDone();
            holder.rollback();
            BatchUpdateException error = failure(() -> {
                try {
                    return batch.get(20, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    throw (SQLException) e.getCause();
                }
            });
            assertThat(error.getUpdateCounts()).containsExactly(0, Statement.EXECUTE_FAILED, 0);
            assertThat(one("SELECT count(a) + count(b) FROM users")).isEqualTo("0");
        }
    }

    private interface Batch {
        int[] run() throws Exception;
    }

    private static BatchUpdateException failure(Batch batch) {
        BatchUpdateException error = catchThrowableOfType(BatchUpdateException.class, batch::run);
        assertThat((Throwable) error).isNotNull();
        return error;
    }
}
