package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.ddlguard.session.TransactionState;
import io.ddlguard.testpostgres.BusySessions;
import io.ddlguard.testpostgres.WalReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits while replicas lag or too much is going on, for how long, and what becomes of it then. */
class HeedTest {

    private static final String BUSY = "{active-queries: 2}";

    private final String url = Door.database();

    @TempDir
    private Path folder;

    @BeforeEach
    void two_tables() throws SQLException {
        run("CREATE TABLE users (id int PRIMARY KEY, name text)");
        run("CREATE TABLE orders (id int PRIMARY KEY)");
        run("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users ADD COLUMN age int",
                "-- ddlguard:allow lock-table reason=\"nobody waits\"\n"
                        + "LOCK TABLE users NOWAIT; ALTER TABLE users ADD COLUMN age int",
                "CREATE INDEX users_name ON users (name)",
                "REINDEX TABLE users",
            })
    void waits_until_fewer_sessions_are_active(String sql) throws Exception {
        String before = shape();
        try (Door door = door("5m", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            door.begin();
            CompletableFuture<Void> ddl = door.executeInBackground(sql);
            awaitLooks(2);
            assertThat(ddl).isNotDone();
            assertThat(shape()).isEqualTo(before);
            busy.letGo();
            ddl.get(20, TimeUnit.SECONDS);
            door.commit();
            assertThat(shape()).isNotEqualTo(before);
        }
    }

    @Test
    void waits_until_a_replica_has_come_closer() throws Exception {
        try (Door door = door("5m", "{replica-lag: 300ms}");
                WalReceiver replica = WalReceiver.physical(url, WalReceiver.written(url))) {
            replica.replayAll();
            run("INSERT INTO orders VALUES (1)");
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> one("SELECT clock_timestamp() - reply_time > interval '400 ms' FROM"
                                    + " pg_stat_replication")
                            .equals("t"));
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
            awaitLooks(2);
            assertThat(ddl).isNotDone();
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                replica.replayAll();
                return ddl.isDone();
            });
            ddl.get();
        }
    }

    @Test
    void gives_up_when_the_time_for_the_lock_is_over() throws Exception {
        try (Door door = door("600ms", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            door.begin();
            door.raw("INSERT INTO orders VALUES (1)");
            DdlBlockedException refused = refusal(door, "ALTER TABLE users ADD COLUMN age int");
            assertThat(refused.rule()).isEqualTo("heed");
            assertThat(refused.getSQLState()).isEqualTo("DG001");
            assertThat(refused.getMessage().replaceAll("for \\d+\\.\\d s", "for 0.6 s"))
                    .isEqualTo("""
                            ddlguard waited for ACCESS EXCLUSIVE on public.users for 0.6 s and gave up [heed]. Nothing of the statement was done.
                              In the way:
                                3 sessions are active; heed.active-queries in the policy is 2
                              Instead:
                                Deploy again when that is over.
                              To allow it:
                                raise the limit under heed in the policy
                              More:
                                docs/policy.md#heed""");
            assertThatThrownBy(() -> door.raw("SELECT 1")).hasMessageContaining("current transaction is aborted");
        }
    }

    @Test
    void gives_up_a_build_that_never_began() throws Exception {
        try (Door door = door("600ms", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            DdlBlockedException refused = refusal(door, "CREATE INDEX users_name ON users (name)");
            assertThat(refused.getMessage()).startsWith("ddlguard waited for index users_name to begin for ");
            assertThat(one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass"))
                    .isEqualTo("1");
        }
    }

    @Test
    void leaves_no_transaction_open_that_it_has_begun_itself() throws Exception {
        try (Door door = door("600ms", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            refusal(door, "ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0)");
            assertThat(door.session.transactionState()).isEqualTo(TransactionState.IDLE);
            assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE conname = 'positive'"))
                    .isEqualTo("0");
            assertThat(door.one("SELECT count(*) FROM ddlguard.journal")).isEqualTo("0");
        }
    }

    @Test
    void stops_nobody_for_longer_because_it_waits() throws Exception {
        try (Door door = door("5m", BUSY)) {
            door.begin();
            door.execute("ALTER TABLE users ADD COLUMN age int");
            try (BusySessions busy = BusySessions.open(url, 3)) {
                long began = System.nanoTime();
                DdlBlockedException refused = refusal(door, "ALTER TABLE orders ADD COLUMN total int");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
                assertThat(refused.getMessage())
                        .containsPattern(
                                "which stop others since \\d\\.\\d s; lock\\.max-held\\s+in the policy bounds that\\.");
            }
            door.rollback();
        }
    }

    @Test
    void asks_for_nothing_where_the_transaction_has_the_lock_already_or_it_stops_nobody() throws Exception {
        try (Door door = door("5m", BUSY)) {
            door.begin();
            door.execute("ALTER TABLE users ADD COLUMN age int");
            try (BusySessions busy = BusySessions.open(url, 3)) {
                door.execute("ALTER TABLE users ADD COLUMN size int");
                door.execute("ALTER TABLE orders SET (fillfactor = 80)");
                door.execute("CREATE TABLE fresh (id int)");
            }
            door.commit();
        }
    }

    @Test
    void does_not_wait_for_those_who_wait_for_its_own_transaction() throws Exception {
        try (Door door = door("5m", BUSY)) {
            door.begin();
            door.execute("ALTER TABLE users ADD COLUMN age int");
            CompletableFuture<?>[] readers = new CompletableFuture<?>[3];
            for (int i = 0; i < readers.length; i++) {
                // Each in a thread of its own: the common pool may have fewer.
                readers[i] = CompletableFuture.runAsync(
                        () -> {
                            try {
                                run("SELECT count(*) FROM users");
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        reader -> new Thread(reader).start());
            }
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> one("SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND NOT granted")
                            .equals("3"));
            door.execute("ALTER TABLE orders ADD COLUMN total int");
            door.commit();
            CompletableFuture.allOf(readers).get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALTER TABLE users ADD COLUMN age int", "CREATE INDEX users_name ON users (name)"})
    void ends_at_a_cancel(String sql) throws Exception {
        try (Door door = door("5m", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            CompletableFuture<Void> ddl = door.executeInBackground(sql);
            awaitLooks(1);
            door.guard.cancel(door.session);
            assertThat(ddl)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALTER TABLE users ADD COLUMN age int", "CREATE INDEX users_name ON users (name)"})
    void ends_at_the_query_timeout(String sql) throws Exception {
        try (Door door = door("5m", BUSY);
                BusySessions busy = BusySessions.open(url, 3);
                Statement statement = door.connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> door.guard.around(door.session, statement, sql, statement::execute))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    /** The server would end a transaction that idles for so long. */
    @Test
    void keeps_the_callers_transaction_alive() throws Exception {
        try (Door door = door("5m", BUSY);
                BusySessions busy = BusySessions.open(url, 3)) {
            door.raw("SET idle_in_transaction_session_timeout = '2s'");
            door.begin();
            door.raw("INSERT INTO orders VALUES (1)");
            CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
            awaitLooks(5);
            busy.letGo();
            ddl.get(20, TimeUnit.SECONDS);
            door.commit();
            assertThat(one("SELECT count(*) FROM orders")).isEqualTo("1");
        }
    }

    @Test
    void leaves_a_scan_that_comes_after_the_commit_for_later() throws Exception {
        try (Door door = door("600ms", BUSY)) {
            door.begin();
            door.execute("ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0)");
            try (BusySessions busy = BusySessions.open(url, 3)) {
                door.commit();
                assertThat(one("SELECT state || ': ' || error FROM ddlguard.journal"))
                        .isEqualTo("failed: 3 sessions are active; heed.active-queries in the policy is 2");
            }
            assertThat(door.guard.resume(door.session)).isEmpty();
            assertThat(one("SELECT convalidated FROM pg_constraint WHERE conname = 'positive'"))
                    .isEqualTo("t");
        }
    }

    @Test
    void counts_the_wait_as_time_that_a_job_has_after_its_commits() throws Exception {
        try (Door door = door("5m", BUSY + "\n  max-after: 1s")) {
            door.begin();
            door.execute("ALTER TABLE users ADD CONSTRAINT positive CHECK (id > 0)");
            try (BusySessions busy = BusySessions.open(url, 3)) {
                door.commit();
                assertThat(one("SELECT state || ': ' || error FROM ddlguard.journal"))
                        .isEqualTo("failed: the time that max-after leaves for it was used up");
            }
        }
    }

    /** What the statements of the tests change of the table and its indexes. */
    private String shape() throws SQLException {
        return one("SELECT string_agg(relname || relnatts || pg_relation_filenode(oid), ' ' ORDER BY oid) FROM pg_class"
                + " WHERE oid = 'users'::regclass OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid ="
                + " 'users'::regclass)");
    }

    /** Until the guard has looked so many times. */
    private void awaitLooks(int count) {
        Set<String> looks = new HashSet<>();
        await().atMost(20, TimeUnit.SECONDS).pollInterval(Duration.ofMillis(20)).until(() -> {
            looks.add(
                    one("SELECT max(query_start) FROM pg_stat_activity WHERE application_name LIKE 'ddlguard for%' AND"
                            + " query LIKE 'SELECT ''hidden''%' AND datname = current_database()"));
            looks.remove(null);
            return looks.size() >= count;
        });
    }

    private Door door(String giveUpAfter, String heed) throws SQLException, IOException {
        Path policy = Files.writeString(folder.resolve("ddlguard.yml"), """
                version: 1
                defaults:
                  scope: always
                  lock: {give-up-after: %s, max-held: 500ms}
                  heed: %s
                """.formatted(giveUpAfter, heed));
        return Door.open(new Guard(new Settings(policy.toString(), null, null)), url);
    }

    private static DdlBlockedException refusal(Door door, String sql) {
        DdlBlockedException refused = catchThrowableOfType(DdlBlockedException.class, () -> door.execute(sql));
        assertThat((Throwable) refused).isNotNull();
        return refused;
    }

    private void run(String sql) throws SQLException {
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String query) throws SQLException {
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }
}
