package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Deploys that die: their guard is told nothing more, and their connections end without a word. Each next deploy is
 * another guard, as in another JVM.
 */
class RecoveryTest {

    private final String url = Door.database();
    private Connection observer;
    private String role;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        observer = DriverManager.getConnection(url);
        run("CREATE TABLE users (id int PRIMARY KEY, email text)");
        run("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 2000) i");
    }

    @AfterEach
    void close() throws SQLException {
        if (role != null) {
            run("DROP OWNED BY " + role + " CASCADE; DROP ROLE " + role);
        }
        observer.close();
    }

    @Test
    void does_what_a_deploy_that_died_behind_its_commit_has_left() throws SQLException {
        Door dying = Door.open(Door.guard(), url);
        dying.begin();
        dying.execute("ALTER TABLE users ADD COLUMN code text");
        dying.execute("CREATE INDEX users_code ON users (code)");
        dying.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        dying.connection.commit();
        die(dying);
        assertThat(one("SELECT to_regclass('users_code')")).isNull();

        nextDeploy();

        assertThat(one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_code'::regclass"))
                .isEqualTo("t");
        assertThat(one("SELECT string_agg(DISTINCT state, ',') FROM ddlguard.journal"))
                .isEqualTo("done");
        assertThat(one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
    }

    @Test
    void adopts_the_index_that_a_deploy_had_built_when_it_died() throws SQLException {
        diesWithABuiltIndex();
        String built = one("SELECT oid FROM pg_class WHERE relname LIKE '\\_dg\\_%'");

        try (Door next = Door.open(Door.guard(), url)) {
            next.begin();
            next.execute("CREATE INDEX users_email ON users (email)");
            next.commit();
        }

        assertThat(one("SELECT 'users_email'::regclass::oid")).isEqualTo(built);
        assertThat(one("SELECT string_agg(state, ',') FROM ddlguard.journal")).isEqualTo("done");
    }

    @Test
    void builds_anew_for_another_statement_and_keeps_the_first() throws SQLException {
        diesWithABuiltIndex();

        try (Door next = Door.open(Door.guard(), url)) {
            next.execute("CREATE INDEX users_email ON users (email DESC)");
        }

        assertThat(one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("1");
        assertThat(one("SELECT string_agg(state, ',' ORDER BY number) FROM ddlguard.journal"))
                .isEqualTo("running,done");
    }

    @Test
    void drops_an_index_that_nobody_came_back_for() throws SQLException {
        diesWithABuiltIndex();
        run("UPDATE ddlguard.journal SET changed_at = now() - interval '2 hours'");

        nextDeploy();

        assertThat(one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
    }

    @Test
    void drops_an_invalid_index_at_once() throws SQLException {
        diesWithABuiltIndex();
        run("UPDATE pg_index SET indisvalid = false WHERE indexrelid IN"
                + " (SELECT oid FROM pg_class WHERE relname LIKE '\\_dg\\_%')");

        nextDeploy();

        assertThat(one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
    }

    @Test
    void leaves_a_build_of_a_deploy_that_lives_alone() throws SQLException {
        try (Door living = Door.open(Door.guard(), url)) {
            living.begin();
            living.execute("CREATE INDEX users_email ON users (email)");
            nextDeploy();
            assertThat(one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                    .isEqualTo("1");
            living.commit();
        }
        assertThat(one("SELECT to_regclass('users_email')")).isEqualTo("users_email");
    }

    @Test
    void ends_a_build_that_runs_on_without_its_deploy() throws SQLException {
        diesWithABuiltIndex();
        try (Connection orphan = DriverManager.getConnection(url);
                Statement statement = orphan.createStatement();
                ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
            pid.next();
            run("UPDATE ddlguard.journal SET runner_pid = " + pid.getInt(1) + ", runner_start = (SELECT backend_start"
                    + " FROM pg_stat_activity WHERE pid = " + pid.getInt(1) + ")");

            nextDeploy();

            assertThat(orphan.isValid(5)).isFalse();
        }
    }

    @Test
    void only_reports_what_was_left_in_another_database() throws SQLException {
        leavesAnIndexToBuild();
        run("UPDATE ddlguard.journal SET server = '1/1'");

        nextDeploy();

        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("planned");
        assertThat(one("SELECT to_regclass('users_code')")).isNull();
    }

    @Test
    void never_does_what_another_role_has_written() throws SQLException {
        leavesAnIndexToBuild();
        role();
        run("UPDATE ddlguard.journal SET author = '" + role + "'");

        nextDeploy();

        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("planned");
    }

    @Test
    void runs_no_definition_that_is_more_than_one_of_an_index() throws SQLException {
        leavesAnIndexToBuild();
        run("UPDATE ddlguard.journal SET definition = definition || '; DROP TABLE users'");

        nextDeploy();

        assertThat(one("SELECT to_regclass('users')")).isEqualTo("users");
        assertThat(one("SELECT state || ' ' || error FROM ddlguard.journal"))
                .isEqualTo("failed the journal's definition of the index is not that of an index");
    }

    @Test
    void begins_a_build_again_that_was_cut_off_after_the_commit() throws SQLException {
        leavesAnIndexToBuild();
        run("DO $$BEGIN EXECUTE (SELECT 'CREATE INDEX _dg_' || id || ' ON users (code)' FROM ddlguard.journal); END$$");
        run("UPDATE pg_index SET indisvalid = false WHERE indexrelid IN"
                + " (SELECT oid FROM pg_class WHERE relname LIKE '\\_dg\\_%')");
        run("UPDATE ddlguard.journal SET state = 'running'");

        nextDeploy();

        assertThat(one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_code'::regclass"))
                .isEqualTo("t");
        assertThat(one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
    }

    @Test
    void does_not_trust_a_journal_whose_owner_could_write_in_its_name() throws SQLException {
        leavesAnIndexToBuild();
        run("ALTER TABLE ddlguard.journal OWNER TO " + role());

        nextDeploy();
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("planned");

        try (Door next = Door.open(Door.guard(), url)) {
            assertThatThrownBy(() -> next.execute("ALTER TABLE users ADD CHECK (id > 0)"))
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("ALTER TABLE ddlguard.journal OWNER TO <superuser>");
        }
    }

    @Test
    void asks_for_the_grant_where_it_may_make_no_journal_and_builds_beside_transactions_all_the_same()
            throws SQLException {
        role();
        run("ALTER TABLE users OWNER TO " + role);
        run("GRANT CREATE ON SCHEMA public TO " + role);
        try (Door door = Door.open(Door.guard(), url)) {
            door.raw("SET ROLE " + role);
            assertThatThrownBy(() -> door.execute("ALTER TABLE users ADD CHECK (id > 0)"))
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("GRANT CREATE ON DATABASE")
                    .hasMessageContaining("TO " + role);
            door.execute("CREATE INDEX users_email ON users (email)");
            assertThat(one("SELECT to_regclass('users_email')")).isEqualTo("users_email");
            assertThat(one("SELECT count(*) FROM pg_namespace WHERE nspname = 'ddlguard'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void does_it_in_the_role_in_which_it_was_left_whatever_the_role_is_by_then() throws SQLException {
        role();
        run("ALTER TABLE users OWNER TO " + role);
        run("GRANT CREATE ON SCHEMA public TO " + role);
        run("DO $$BEGIN EXECUTE 'GRANT CREATE ON DATABASE ' || current_database() || ' TO " + role + "'; END$$");
        Door dying = Door.open(Door.guard(), url);
        dying.begin();
        dying.execute("SET ROLE " + role);
        dying.execute("ALTER TABLE users ADD COLUMN code text");
        dying.execute("CREATE INDEX users_code ON users (code)");
        dying.execute("RESET ROLE");
        dying.connection.commit();
        die(dying);

        nextDeploy();

        assertThat(one("SELECT string_agg(state, ',') FROM ddlguard.journal WHERE role = '" + role + "'"))
                .isEqualTo("done");
        assertThat(one("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'users_code'::regclass"))
                .isEqualTo(role);
    }

    @Test
    void makes_no_table_that_a_publication_would_send_to_subscribers_without_it() throws SQLException {
        run("CREATE PUBLICATION everything FOR ALL TABLES");
        try (Door door = Door.open(Door.guard(), url)) {
            assertThatThrownBy(() -> door.execute("ALTER TABLE users ADD CHECK (id > 0)"))
                    .isInstanceOf(DdlBlockedException.class)
                    .hasMessageContaining("publication everything FOR ALL TABLES");
        }
        assertThat(one("SELECT count(*) FROM pg_namespace WHERE nspname = 'ddlguard'"))
                .isEqualTo("0");
    }

    @Test
    void drops_what_a_reindex_has_left() throws SQLException {
        diesWithABuiltIndex();
        run("UPDATE ddlguard.journal SET kind = 'reindex'");
        run("CREATE INDEX users_email_ccnew ON users (email)");
        run("CREATE INDEX users_other_ccnew ON users (email)");
        run("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'users_email_ccnew'::regclass");

        nextDeploy();

        assertThat(one("SELECT to_regclass('users_email_ccnew')")).isNull();
        assertThat(one("SELECT to_regclass('users_other_ccnew')")).isEqualTo("users_other_ccnew");
        assertThat(one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
    }

    @Test
    void holds_the_place_of_a_reindex_until_it_is_done() throws SQLException {
        try (Door door = Door.open(Door.guard(), url)) {
            door.execute("REINDEX TABLE users");
        }
        assertThat(one("SELECT kind || ' ' || state FROM ddlguard.journal")).isEqualTo("reindex done");
    }

    @Test
    void makes_nothing_where_it_only_observes() throws SQLException {
        try (Door door = Door.open(new Guard(Settings.NONE), url)) {
            door.execute("ALTER TABLE users ADD CHECK (id > 0)");
            door.execute("CREATE INDEX users_email ON users (email)");
        }
        assertThat(one("SELECT count(*) FROM pg_namespace WHERE nspname = 'ddlguard'"))
                .isEqualTo("0");
    }

    private void leavesAnIndexToBuild() throws SQLException {
        Door dying = Door.open(Door.guard(), url);
        dying.begin();
        dying.execute("ALTER TABLE users ADD COLUMN code text");
        dying.execute("CREATE INDEX users_code ON users (code)");
        dying.connection.commit();
        die(dying);
    }

    private void diesWithABuiltIndex() throws SQLException {
        Door dying = Door.open(Door.guard(), url);
        dying.begin();
        dying.execute("CREATE INDEX users_email ON users (email)");
        die(dying);
    }

    /** All its connections, the second one too; nobody tells its guard. */
    private void die(Door dying) throws SQLException {
        int pid = dying.session.backendPid();
        String all = "pid = " + pid + " OR application_name = 'ddlguard for " + pid + "'";
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + all);
        await().atMost(10, TimeUnit.SECONDS).until(() -> one("SELECT count(*) FROM pg_stat_activity WHERE " + all)
                .equals("0"));
    }

    private void nextDeploy() throws SQLException {
        Door.open(Door.guard(), url).close();
    }

    private String role() throws SQLException {
        role = "weak_" + one("SELECT current_database()");
        run("CREATE ROLE " + role);
        return role;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = observer.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String query) throws SQLException {
        try (Statement statement = observer.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }
}
