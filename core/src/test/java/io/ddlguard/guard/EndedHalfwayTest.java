package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddlguard.session.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever ends a call half-way, the caller learns why, and no index of ours stays behind. */
class EndedHalfwayTest {

    private final String url = Door.database();

    @TempDir
    private Path folder;

    private Door door;
    private Connection holder;

    @BeforeEach
    void a_table_that_a_transaction_can_hold() throws Exception {
        Path policy = Files.writeString(folder.resolve("ddlguard.yml"), """
                version: 1
                defaults:
                  scope: always
                  lock: {timeout: 100ms, give-up-after: 3s}
                """);
        door = Door.open(new Guard(new Settings(policy.toString(), null, null)), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        door.raw("CREATE INDEX users_name ON users (name)");
        // Its reads leave no snapshot behind, as those of most drivers.
        holder = DriverManager.getConnection(url + "&preferQueryMode=simple");
        holder.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        holder.close();
        door.close();
    }

    @Test
    void the_caller_closes_its_connection() throws Exception {
        CompletableFuture<Void> build = buildThatWaits();
        door.close();
        holder.rollback();
        assertThat(failure(build).getSQLState()).isNotNull();
        assertNothingLeft();
    }

    @Test
    void the_server_ends_the_callers_connection() throws Exception {
        CompletableFuture<Void> build = buildThatWaits();
        hold("SELECT pg_terminate_backend(" + door.session.backendPid() + ")");
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> count("SELECT count(*) FROM pg_stat_activity WHERE query LIKE"
                                + " 'CREATE UNIQUE INDEX CONC%' AND state = 'active'")
                        == 0);
        holder.rollback();
        assertThat(failure(build).getSQLState()).isNotNull();
        assertNothingLeft();
    }

    @Test
    void somebody_ends_the_build() throws Exception {
        CompletableFuture<Void> build = buildThatWaits();
        hold("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE UNIQUE INDEX CONC%'");
        assertThat(failure(build).getSQLState()).isEqualTo("57P01");
        holder.rollback();
        door.execute("COMMENT ON TABLE users IS 'the next statement of the caller'");
        assertNothingLeft();
    }

    @Test
    void a_cancel_comes_between_two_tries() throws Exception {
        hold("SELECT count(*) FROM users");
        CompletableFuture<Void> ddl = door.executeInBackground("ALTER TABLE users ADD COLUMN age int");
        Door.awaitALookAtTheLocks(url);
        door.guard.cancel(door.session);
        assertThat(failure(ddl).getSQLState()).isEqualTo("57014");
        holder.rollback();
        assertThat(count("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'age'"))
                .isZero();
    }

    @Test
    void the_query_timeout_counts_for_all_tries_together() throws Exception {
        hold("SELECT count(*) FROM users");
        try (Statement statement = door.connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> door.guard.around(
                            door.session, statement, "ALTER TABLE users ADD COLUMN age int", statement::execute))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    @Test
    void after_an_error_no_other_build_of_the_text_begins() throws Exception {
        door.raw("CREATE TABLE held AS SELECT i FROM generate_series(1, 1000) i");
        hold("INSERT INTO held VALUES (0)");
        assertThatThrownBy(() -> door.execute("CREATE INDEX a ON users (id, name);"
                        + " CREATE UNIQUE INDEX b ON users (name); CREATE INDEX c ON held (i)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertNothingLeft();
    }

    @Test
    void a_reindex_that_readers_hold_up_leaves_no_copy() throws Exception {
        hold("SELECT count(*) FROM users");
        assertThatThrownBy(() -> door.execute("REINDEX INDEX users_name")).isInstanceOf(DdlBlockedException.class);
        holder.rollback();
        door.execute("COMMENT ON TABLE users IS 'the next statement of the caller'");
        assertThat(count("SELECT count(*) FROM pg_class WHERE relname LIKE 'users\\_name\\_%'"))
                .isZero();
    }

    @Test
    void the_repair_of_an_invalid_index_meets_duplicates_and_leaves_no_copy() throws SQLException {
        assertThatThrownBy(() -> door.raw("CREATE UNIQUE INDEX CONCURRENTLY users_u ON users (name)"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> door.execute("CREATE UNIQUE INDEX IF NOT EXISTS users_u ON users (name)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThat(count("SELECT count(*) FROM pg_class WHERE relname LIKE 'users\\_u\\_%'"))
                .isZero();
    }

    @Test
    void a_lock_that_comes_late_takes_no_part_of_the_text_back() throws Exception {
        door.raw("CREATE TABLE parts (id int PRIMARY KEY, n text) PARTITION BY RANGE (id)");
        door.raw("CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (100000)");
        door.raw("INSERT INTO parts SELECT i, 'x' FROM generate_series(1, 1000) i");
        // The table is free when the guard looks, and held when the statement comes to it.
        CompletableFuture<Void> ddl = door.executeInBackground(
                "CREATE INDEX parts_n ON parts (n); SELECT pg_sleep(1); ALTER TABLE users ADD COLUMN age int");
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname ="
                                + " current_database()")
                        > 0);
        hold("SELECT count(*) FROM users");
        Door.awaitALookAtTheLocks(url);
        holder.rollback();
        ddl.get(20, TimeUnit.SECONDS);
        assertThat(count("SELECT count(*) FROM pg_class WHERE relname IN ('parts_n', 'part_n_idx')"))
                .isEqualTo(2);
        assertNothingLeft();
    }

    @Test
    void the_guard_itself_fails() throws SQLException {
        door.begin();
        door.raw("INSERT INTO users VALUES (0, 'y')");
        Session broken = (Session) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("nativeSql")) {
                        throw new IllegalStateException("broken");
                    }
                    try {
                        return method.invoke(door.session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (Statement statement = door.connection.createStatement()) {
            assertThatThrownBy(() -> door.guard.around(broken, statement, "DROP TABLE users", statement::execute))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("DG004"));
        }
        door.commit();
        assertThat(door.one("SELECT count(*) FROM users")).isEqualTo("1000");
    }

    private CompletableFuture<Void> buildThatWaits() throws SQLException {
        hold("INSERT INTO users VALUES (-1, 'held')");
        CompletableFuture<Void> build = door.executeInBackground("CREATE UNIQUE INDEX users_u ON users (id, name)");
        await().pollInterval(5, TimeUnit.MILLISECONDS).until(() -> waiting("virtualxid") > 0);
        return build;
    }

    private static SQLException failure(CompletableFuture<Void> call) throws Exception {
        return (SQLException) call.handle((result, error) -> error).get(20, TimeUnit.SECONDS);
    }

    private void assertNothingLeft() {
        // A connection that is closed leaves the clean-up to the thread that was inside the call.
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> count("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'") == 0);
    }

    private int waiting(String lockType) throws SQLException {
        return count("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = '" + lockType + "'");
    }

    private void hold(String sql) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count(String sql) throws SQLException {
        try (Connection observer = DriverManager.getConnection(url);
                Statement statement = observer.createStatement();
                var answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
