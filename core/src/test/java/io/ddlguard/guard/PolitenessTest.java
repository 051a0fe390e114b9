package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolitenessTest {

    private final String url = Door.database();

    @TempDir
    private Path folder;

    private Door door;
    private Connection holder;

    @BeforeEach
    void a_table_that_a_transaction_reads() throws Exception {
        Path policy = Files.writeString(folder.resolve("ddlguard.yml"), """
                version: 1
                defaults:
                  scope: always
                  lock: {timeout: 100ms, give-up-after: 3s}
                """);
        door = Door.open(new Guard(new Settings(policy.toString(), null, null)), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        holder = DriverManager.getConnection(url);
        holder.setAutoCommit(false);
        run(holder, "SELECT count(*) FROM users");
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        door.close();
    }

    @Test
    void gives_up_with_the_servers_own_error_and_never_holds_up_a_reader_longer_than_the_cap() throws Exception {
        CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
        long longest = 0;
        try (Connection reader = DriverManager.getConnection(url)) {
            while (!ddl.isDone()) {
                long began = System.nanoTime();
                run(reader, "SELECT count(*) FROM users");
                longest = Math.max(longest, System.nanoTime() - began);
            }
        }
        assertThatThrownBy(ddl::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        // The cap, and a machine with two cores that does other things too.
        assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).isLessThan(1000);
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("0");
    }

    @Test
    void gets_through_when_the_holder_leaves() throws Exception {
        CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
        Door.awaitALookAtTheLocks(url);
        holder.rollback();
        ddl.get(20, TimeUnit.SECONDS);
        assertThat(door.one("SELECT count(age) FROM users")).isEqualTo("0");
    }

    @Test
    void a_try_that_fails_in_a_transaction_loses_none_of_its_work() throws Exception {
        door.begin();
        door.raw("SET LOCAL lock_timeout = '7s'");
        door.raw("CREATE TABLE made_before (id int)");
        CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
        Door.awaitALookAtTheLocks(url);
        holder.rollback();
        ddl.get(20, TimeUnit.SECONDS);
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("7s");
        door.commit();
        assertThat(door.one("SHOW lock_timeout")).isEqualTo("0");
        assertThat(door.one("SELECT to_regclass('made_before') IS NOT NULL")).isEqualTo("t");
    }

    @Test
    void an_error_other_than_a_lock_is_the_callers_at_once() throws Exception {
        holder.rollback();
        assertThatThrownBy(() -> door.execute("ALTER TABLE users ADD COLUMN name text"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42701"));
        assertThat(door.one("SELECT 1")).isEqualTo("1");
    }

    @Test
    void waits_with_a_build_until_the_transaction_that_holds_the_table_has_committed() throws SQLException {
        holder.rollback();
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN age int");
        door.execute("CREATE INDEX users_age ON users (age)");
        assertThat(door.one("SELECT to_regclass('users_age')")).isNull();
        door.commit();
        assertThat(door.one("SELECT to_regclass('users_age')")).isEqualTo("users_age");
    }

    @Test
    void builds_with_the_function_that_the_caller_has_made_of_it() throws SQLException {
        holder.rollback();
        door.raw("CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'");
        door.begin();
        door.execute("CREATE OR REPLACE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN 2; END'");
        door.execute("CREATE INDEX users_f ON users (f(id))");
        door.commit();
        door.raw("SET enable_seqscan = off");
        assertThat(door.one("SELECT count(*) > 0 FROM users WHERE f(id) = 2")).isEqualTo("t");
        assertThat(door.one("EXPLAIN (FORMAT json) SELECT FROM users WHERE f(id) = 2"))
                .contains("users_f");
    }

    @Test
    void waits_with_a_build_until_a_snapshot_that_lasts_is_gone() throws SQLException {
        holder.rollback();
        door.begin();
        door.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        door.execute("CREATE INDEX users_name ON users (name)");
        assertThat(door.one("SELECT to_regclass('users_name')")).isNull();
        door.commit();
        assertThat(door.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_name'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void gives_up_a_build_that_waits_for_the_callers_own_transaction_by_way_of_another() throws Exception {
        holder.rollback();
        door.begin();
        // A lock that no check sees, held by the caller, awaited by an application that the build waits for.
        door.raw("DO $$ BEGIN PERFORM pg_advisory_xact_lock(42); END $$");
        run(holder, "INSERT INTO users VALUES (-1, 'held')");
        CompletableFuture<Void> application = CompletableFuture.runAsync(() -> {
            try {
                run(holder, "SELECT pg_advisory_xact_lock(42)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitWaiting("advisory");
        assertThatThrownBy(() -> door.execute("CREATE INDEX users_name ON users (name)"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("the migration's own transaction");
        door.rollback();
        application.get(10, TimeUnit.SECONDS);
        holder.rollback();
        door.execute("COMMENT ON TABLE users IS 'the next transaction of the caller'");
        door.commit();
        door.rollback();
        assertThat(door.one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
    }

    @Test
    void keeps_the_callers_idle_transaction_alive_while_it_builds() throws Exception {
        run(holder, "INSERT INTO users VALUES (-1, 'held')");
        door.begin();
        door.raw("SET LOCAL idle_in_transaction_session_timeout = '600ms'");
        CompletableFuture<Void> build = door.executeInBackground("CREATE INDEX users_name ON users (name)");
        try (Connection observer = DriverManager.getConnection(url);
                Statement statement = observer.createStatement()) {
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                try (var answer = statement.executeQuery("SELECT coalesce(max(clock_timestamp() - query_start), '0s') >"
                        + " interval '1500 ms' FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'"
                        + " AND state = 'active' AND datname = current_database()")) {
                    answer.next();
                    return answer.getBoolean(1);
                }
            });
        }
        holder.rollback();
        build.get(20, TimeUnit.SECONDS);
        door.commit();
        assertThat(door.one("SELECT to_regclass('users_name') IS NOT NULL")).isEqualTo("t");
    }

    @Test
    void gives_up_a_build_that_others_hold_up_for_too_long_and_leaves_nothing() throws Exception {
        run(holder, "INSERT INTO users VALUES (-1, 'held')");
        assertThatThrownBy(() -> door.execute("CREATE INDEX users_name ON users (name)"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("older transactions were in the way");
        holder.rollback();
        door.execute("COMMENT ON TABLE users IS 'the next transaction of the caller'");
        assertThat(door.one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
    }

    @Test
    void begins_a_build_again_that_the_server_has_ended_as_a_deadlock() throws Exception {
        run(holder, "INSERT INTO users VALUES (-1, 'held')");
        // So that it is not the holder who is taken out of the circle.
        run(holder, "SET LOCAL deadlock_timeout = '1h'");
        CompletableFuture<Void> build = door.executeInBackground("CREATE INDEX users_name ON users (name)");
        awaitWaiting("virtualxid");
        run(holder, "LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE");
        holder.rollback();
        build.get(20, TimeUnit.SECONDS);
        assertThat(door.one("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isEqualTo("1");
        assertThat(door.one("SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ' ORDER BY indexrelid)"
                        + " FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("users_pkey true, users_name true");
    }

    @Test
    void drops_what_such_a_build_has_left_before_it_begins_again_however_long_that_takes() throws Exception {
        holder.rollback();
        Path policy = Files.writeString(folder.resolve("patient.yml"), """
                version: 1
                defaults: {scope: always, lock: {give-up-after: 1m}}
                """);
        try (Door patient = Door.open(new Guard(new Settings(policy.toString(), null, null)), url)) {
            run(holder, "INSERT INTO users VALUES (-1, 'held')");
            run(holder, "SET LOCAL deadlock_timeout = '1h'");
            CompletableFuture<Void> build = patient.executeInBackground("CREATE INDEX users_name ON users (name)");
            awaitWaiting("virtualxid");
            run(holder, "LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE");
            Set<String> tries = new HashSet<>();
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                String began = door.one("SELECT query_start FROM pg_stat_activity WHERE query LIKE 'DROP INDEX%' AND"
                        + " wait_event_type = 'Lock' AND datname = current_database()");
                return began != null && tries.add(began) && tries.size() == 2;
            });
            holder.rollback();
            build.get(30, TimeUnit.SECONDS);
        }
        assertThat(door.one("SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ' ORDER BY indexrelid)"
                        + " FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("users_pkey true, users_name true");
    }

    private void awaitWaiting(String lockType) throws SQLException {
        try (Connection observer = DriverManager.getConnection(url)) {
            await().pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> waiting(observer, lockType) > 0);
        }
    }

    private static int waiting(Connection observer, String lockType) throws SQLException {
        try (Statement statement = observer.createStatement();
                var answer = statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '" + lockType + "'")) {
            answer.next();
            return answer.getInt(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
