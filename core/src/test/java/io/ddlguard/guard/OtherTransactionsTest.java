package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tools that deploy over more than one connection, and deploys that wait for one another. */
class OtherTransactionsTest {

    private final String url = Door.database();
    private final Guard guard = Door.guard();
    private Door main;
    private Door migration;

    @BeforeEach
    void a_table_with_rows_and_the_two_connections_of_a_tool() throws SQLException {
        main = Door.open(guard, url);
        migration = Door.open(guard, url);
        main.raw("CREATE TABLE users (id int PRIMARY KEY, email text)");
        main.raw("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 2000) i");
        main.raw("CREATE TABLE history (version int)");
    }

    @AfterEach
    void close() throws SQLException {
        main.close();
        migration.close();
    }

    @Test
    void what_comes_after_a_migration_waits_until_its_history_is_committed_on_another_connection() throws SQLException {
        migrate();
        assertThat(indexIsThere()).isFalse();
        main.commit();
        assertThat(indexIsThere()).isTrue();
    }

    @Test
    void it_waits_no_longer_than_until_the_next_migration_begins() throws SQLException {
        migrate();
        migration.execute("CREATE TABLE next (id int)");
        assertThat(indexIsThere()).isTrue();
        main.commit();
    }

    @Test
    void it_waits_no_longer_than_until_another_connection_sends_ddl() throws SQLException {
        migrate();
        try (Door third = Door.open(guard, url)) {
            third.execute("CREATE TABLE next (id int)");
        }
        assertThat(indexIsThere()).isTrue();
        main.commit();
    }

    @Test
    void it_is_done_when_the_connection_closes() throws SQLException {
        migrate();
        migration.close();
        assertThat(indexIsThere()).isTrue();
        main.commit();
    }

    @Test
    void it_is_done_when_the_other_connection_closes() throws SQLException {
        migrate();
        main.close();
        try (Door observer = Door.open(Door.guard(), url)) {
            assertThat(observer.one("SELECT to_regclass('users_code')")).isEqualTo("users_code");
        }
    }

    @Test
    void a_deploy_that_polls_for_the_lock_of_another_holds_no_snapshot() throws SQLException {
        main.begin();
        main.execute("SELECT pg_try_advisory_xact_lock(7)");
        migration.raw("SELECT 1");
        assertThat(migration.one("SELECT count(*) FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid = "
                        + main.session.backendPid()))
                .isEqualTo("0");
        assertThat(migration.one("SELECT state FROM pg_stat_activity WHERE pid = " + main.session.backendPid()))
                .isEqualTo("idle in transaction");
        main.rollback();
    }

    /** Another process, whose snapshot the build found and which has let go of it since. */
    @Test
    void a_build_that_waits_for_a_snapshot_that_is_gone_begins_again() throws Exception {
        try (Connection other = DriverManager.getConnection(url)) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("SELECT 1");
                CompletableFuture<Boolean> built = CompletableFuture.supplyAsync(() -> {
                    try {
                        return migration.execute("CREATE INDEX users_email ON users (email)");
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                await().atMost(10, TimeUnit.SECONDS)
                        .until(() -> main.one("SELECT phase FROM pg_stat_progress_create_index WHERE datname ="
                                        + " current_database()")
                                != null);
                await().atMost(10, TimeUnit.SECONDS).until(() -> "waiting for old snapshots"
                        .equals(main.one("SELECT phase FROM pg_stat_progress_create_index WHERE datname ="
                                + " current_database()")));
                // A command without rows takes the place of the portal; the transaction stays open.
                statement.execute("SAVEPOINT here");
                built.get(20, TimeUnit.SECONDS);
            }
            other.rollback();
        }
        assertThat(main.one("SELECT string_agg(indexrelid::regclass::text, ',' ORDER BY 1) FROM pg_index WHERE"
                        + " indisvalid AND indrelid = 'users'::regclass"))
                .contains("users_email");
        assertThat(main.one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
    }

    /** Its build would wait for our transaction, and our transaction for its lock. */
    @Test
    void a_statement_lets_another_deploy_finish_what_comes_after_its_commit() throws Exception {
        try (Door other = Door.open(Door.guard(), url)) {
            // Two halves of a word, as the journal's lock has them.
            other.raw("SELECT pg_advisory_lock(1684302951, 1969320548)");
            migration.begin();
            CompletableFuture<Boolean> altered = CompletableFuture.supplyAsync(() -> {
                try {
                    return migration.execute("ALTER TABLE users ADD COLUMN age int");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> altered.get(700, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(other.one("SELECT count(*) FROM pg_locks WHERE relation = 'users'::regclass AND pid = "
                            + migration.session.backendPid()))
                    .isEqualTo("0");
            other.raw("SELECT pg_advisory_unlock(1684302951, 1969320548)");
            altered.get(10, TimeUnit.SECONDS);
            migration.commit();
        }
    }

    /** As Flyway does: the history's row first, then the commit of the migration. */
    private void migrate() throws SQLException {
        migration.begin();
        migration.execute("ALTER TABLE users ADD COLUMN code text");
        migration.execute("CREATE INDEX users_code ON users (code)");
        main.begin();
        main.execute("INSERT INTO history VALUES (1)");
        migration.commit();
    }

    private boolean indexIsThere() throws SQLException {
        Door open = main.connection.isClosed() ? migration : main;
        return open.one("SELECT to_regclass('users_code')") != null;
    }
}
