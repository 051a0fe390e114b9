package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
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

/** Deploys that end between the build of a key's index and its adoption: neither an index nor a CHECK stays for long. */
class AddKeyRecoveryTest {

    private static final String OURS = "SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%')"
            + " + (SELECT count(*) FROM pg_constraint WHERE conname LIKE '\\_dg\\_%')";

    private final String url = Door.database();
    private Connection observer;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        observer = DriverManager.getConnection(url);
        run("CREATE TABLE users (id int, email text)");
        run("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 2000) i");
    }

    @AfterEach
    void close() throws SQLException {
        observer.close();
    }

    @Test
    void the_next_deploy_adopts_the_index_of_the_same_constraint() throws SQLException {
        dieAfter("ALTER TABLE users ADD UNIQUE (email)");
        String built = one("SELECT oid FROM pg_class WHERE relname LIKE '\\_dg\\_%'");
        try (Door next = Door.open(Door.guard(), url)) {
            next.begin();
            next.execute("ALTER TABLE users ADD CONSTRAINT one_mail UNIQUE (email)");
            next.commit();
        }
        assertThat(one("SELECT conindid FROM pg_constraint WHERE conname = 'one_mail'"))
                .isEqualTo(built);
        assertThat(one(OURS)).isEqualTo("0");
        assertThat(one("SELECT string_agg(state, ',') FROM ddlguard.journal")).isEqualTo("done");
    }

    @Test
    void the_next_deploy_drops_an_index_that_nobody_came_back_for() throws SQLException {
        dieAfter("ALTER TABLE users ADD UNIQUE (email)");
        run("UPDATE ddlguard.journal SET changed_at = now() - interval '2 hours'");
        Door.open(Door.guard(), url).close();
        assertThat(one(OURS)).isEqualTo("0");
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
    }

    @Test
    void the_next_deploy_drops_a_check_at_once_and_its_index_with_it() throws SQLException {
        dieAfter("ALTER TABLE users ADD PRIMARY KEY (id)");
        assertThat(one(OURS)).isEqualTo("2");
        Door.open(Door.guard(), url).close();
        assertThat(one(OURS)).isEqualTo("0");
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
        run("INSERT INTO users VALUES (NULL, 'no key')");
    }

    @Test
    void a_build_that_ends_with_its_caller_leaves_nothing() throws Exception {
        try (Connection holder = DriverManager.getConnection(url);
                Statement held = holder.createStatement()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            held.execute("SELECT 1");
            Door door = Door.open(Door.guard(), url);
            door.begin();
            CompletableFuture<Void> build = door.executeInBackground("ALTER TABLE users ADD PRIMARY KEY (id)");
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> one("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'virtualxid' AND"
                                    + " datname = current_database()")
                            .equals("1"));
            assertThat(one(OURS)).isEqualTo("2");
            door.close();
            holder.rollback();
            build.handle((result, error) -> assertThat((Object) error).isInstanceOf(SQLException.class))
                    .get(20, TimeUnit.SECONDS);
        }
        await().atMost(10, TimeUnit.SECONDS).until(() -> one(OURS).equals("0"));
    }

    /** All its connections, the second one too; nobody tells its guard. */
    private void dieAfter(String sql) throws SQLException {
        Door dying = Door.open(Door.guard(), url);
        dying.begin();
        dying.execute(sql);
        int pid = dying.session.backendPid();
        String all = "pid = " + pid + " OR application_name = 'ddlguard for " + pid + "'";
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + all);
        await().atMost(10, TimeUnit.SECONDS).until(() -> one("SELECT count(*) FROM pg_stat_activity WHERE " + all)
                .equals("0"));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = observer.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String query) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getString(1) : "";
        }
    }
}
