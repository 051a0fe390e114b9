package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AfterCommitTest {

    private static final String OPEN_ROWS =
            "SELECT count(*) FROM ddlguard.journal WHERE state NOT IN ('done', 'undone')";

    private final String url = Door.database();
    private Door door;

    @BeforeEach
    void tables_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE groups (id int PRIMARY KEY)");
        door.raw("INSERT INTO groups SELECT generate_series(1, 10)");
        door.raw("CREATE TABLE users (id int PRIMARY KEY, email text, group_id int)");
        door.raw("INSERT INTO users SELECT i, 'u' || i || '@example.org', 1 FROM generate_series(1, 5000) i");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void indexes_a_column_of_the_same_transaction_when_it_has_committed() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        assertThat(door.one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("1");
        door.commit();
        assertThat(door.one("SELECT indexdef FROM pg_indexes WHERE indexname = 'users_code'"))
                .isEqualTo("CREATE INDEX users_code ON public.users USING btree (code)");
        assertThat(door.one("SELECT kind || ' ' || state FROM ddlguard.journal"))
                .isEqualTo("build-index done");
    }

    @Test
    void leaves_nothing_to_do_when_the_transaction_rolls_back() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX ON users (code)");
        door.rollback();
        assertThat(door.one("SELECT count(*) FROM ddlguard.journal")).isEqualTo("0");
        assertThat(door.one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("1");
    }

    @Test
    void forgets_what_was_queued_inside_a_savepoint_that_is_rolled_back() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text, ADD COLUMN other text");
        door.execute("CREATE INDEX users_code ON users (code)");
        door.execute("SAVEPOINT here");
        door.execute("CREATE INDEX users_other ON users (other)");
        door.execute("ROLLBACK TO SAVEPOINT here");
        door.commit();
        assertThat(
                        door.one(
                                "SELECT string_agg(indexname, ',' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'users'"))
                .isEqualTo("users_code,users_pkey");
    }

    @Test
    void adds_constraints_not_valid_and_validates_them_after_the_commit() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD FOREIGN KEY (group_id) REFERENCES groups");
        door.execute("ALTER TABLE users ADD CHECK (id > 0), ADD CONSTRAINT has_mail CHECK (email <> '') /* why */");
        door.execute("ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("4");
        door.commit();
        assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
        assertThat(door.one("SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint"
                        + " WHERE conrelid = 'users'::regclass AND contype IN ('c', 'f')"))
                .isEqualTo("has_mail,users_group_id_fkey,users_id_check");
        assertThat(door.one("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass"
                        + " AND attname = 'email'"))
                .isEqualTo("t");
        assertThat(door.one(OPEN_ROWS)).isEqualTo("0");
    }

    @Test
    void does_the_same_in_autocommit() throws SQLException {
        door.execute("ALTER TABLE users ADD FOREIGN KEY (group_id) REFERENCES groups");
        assertThat(door.one("SELECT convalidated FROM pg_constraint WHERE contype = 'f'"))
                .isEqualTo("t");
        assertThat(door.one(OPEN_ROWS)).isEqualTo("0");
    }

    @Test
    void drops_an_index_after_the_commit_and_frees_its_name_before() throws SQLException {
        door.raw("CREATE INDEX users_email ON users (email)");
        door.begin();
        door.execute("DROP INDEX users_email");
        door.execute("CREATE INDEX users_email ON users (lower(email))");
        door.commit();
        assertThat(door.one("SELECT string_agg(indexdef, ',') FROM pg_indexes WHERE indexname <> 'users_pkey'"
                        + " AND tablename = 'users'"))
                .isEqualTo("CREATE INDEX users_email ON public.users USING btree (lower(email))");
        assertThat(door.one(OPEN_ROWS)).isEqualTo("0");
    }

    /** An audit trigger that writes when DDL begins: CONCURRENTLY is not the first action of its transaction then. */
    @Test
    void drops_an_index_under_an_event_trigger_that_writes() throws SQLException {
        door.raw("CREATE INDEX users_email ON users (email)");
        door.raw("CREATE INDEX users_group ON users (group_id)");
        door.raw("CREATE TABLE audit (tag text)");
        door.raw("CREATE FUNCTION audit() RETURNS event_trigger LANGUAGE plpgsql AS"
                + " 'BEGIN INSERT INTO public.audit VALUES (tg_tag); END'");
        door.raw("CREATE EVENT TRIGGER audit ON ddl_command_start EXECUTE FUNCTION audit()");
        door.execute("DROP INDEX users_email");
        door.begin();
        door.execute("DROP INDEX users_group");
        door.commit();
        assertThat(indexes()).isEqualTo("users_pkey");
        assertThat(door.one(OPEN_ROWS)).isEqualTo("0");
    }

    @Test
    void keeps_what_cannot_be_done_and_does_it_when_it_is_resumed() throws SQLException {
        door.begin();
        // What the transaction itself has written, nobody can look at before it commits.
        door.execute("UPDATE users SET group_id = 99 WHERE id = 7");
        door.execute("ALTER TABLE users ADD FOREIGN KEY (group_id) REFERENCES groups");
        door.commit();
        assertThat(door.one("SELECT state || ' ' || error FROM ddlguard.journal"))
                .isEqualTo("failed 23503: insert or update on table \"users\" violates foreign key constraint"
                        + " \"users_group_id_fkey\"");
        assertThat(door.guard.status(door.session)).hasSize(1);
        door.connection.setAutoCommit(true);
        door.raw("UPDATE users SET group_id = 1 WHERE id = 7");
        assertThat(door.guard.resume(door.session)).isEmpty();
        assertThat(door.one("SELECT convalidated FROM pg_constraint WHERE contype = 'f'"))
                .isEqualTo("t");
    }

    @Test
    void fails_at_the_statement_where_it_can_see_bad_data() throws SQLException {
        door.raw("UPDATE users SET group_id = 99 WHERE id = 7");
        door.begin();
        assertFails("23503", "ALTER TABLE users ADD FOREIGN KEY (group_id) REFERENCES groups");
        assertFails("25P02", "SELECT 1");
        door.rollback();
        door.connection.setAutoCommit(true);
        assertFails("23514", "ALTER TABLE users ADD CONSTRAINT few CHECK (id < 100)");
        door.raw("UPDATE users SET email = NULL WHERE id = 7");
        assertFails("23502", "ALTER TABLE users ALTER COLUMN email SET NOT NULL");
        assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
    }

    @Test
    void runs_after_a_commit_that_is_a_text() throws SQLException {
        door.execute("BEGIN");
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        door.execute("COMMIT AND CHAIN");
        assertThat(door.one("SELECT to_regclass('users_code')")).isEqualTo("users_code");
        door.execute("ROLLBACK");
        assertThat(door.one(OPEN_ROWS)).isEqualTo("0");
    }

    @Test
    void takes_a_text_with_its_own_transactions_as_it_is() throws SQLException {
        door.execute("BEGIN; ALTER TABLE users ADD COLUMN code text; CREATE INDEX users_code ON users (code);"
                + " UPDATE users SET code = 'x' WHERE id = 1;"
                + " ALTER TABLE users ADD CHECK (code <> ''), ADD FOREIGN KEY (group_id) REFERENCES groups; COMMIT;"
                + " CREATE TABLE later (id int)");
        assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
        assertThat(door.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_code'::regclass"))
                .isEqualTo("t");
        assertThat(door.one("SELECT count(*) || ' ' || min(state) FROM ddlguard.journal"))
                .isEqualTo("3 done");
    }

    @Test
    void leaves_nothing_of_a_text_that_rolls_itself_back() throws SQLException {
        door.execute(
                "BEGIN; ALTER TABLE users ADD COLUMN code text; CREATE INDEX users_code ON users (code); ROLLBACK;");
        assertThat(door.one("SELECT to_regclass('users_code')")).isNull();
        assertThat(door.one("SELECT count(*) FROM ddlguard.journal")).isEqualTo("0");
    }

    @Test
    void gives_two_unnamed_indexes_of_one_transaction_different_names() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX ON users (code)");
        door.execute("CREATE INDEX ON users (code)");
        door.commit();
        assertThat(indexes()).isEqualTo("users_code_idx,users_code_idx1,users_pkey");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COMMENT ON INDEX users_code IS 'x'",
                "CREATE INDEX users_code ON users (email)",
                "CREATE INDEX IF NOT EXISTS users_code ON users (email)",
                "ALTER TABLE users REPLICA IDENTITY USING INDEX users_code",
                "CLUSTER users USING users_code",
                "CREATE TABLE others (LIKE users INCLUDING INDEXES)",
                "-- ddlguard:allow rename-column reason=\"a test\"\nALTER TABLE users RENAME COLUMN code TO kode",
            })
    void refuses_a_statement_that_needs_the_index_before_it_is_there(String statement) throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        assertThatThrownBy(() -> door.execute(statement))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("[pending]");
        door.rollback();
        assertThat(indexes()).isEqualTo("users_pkey");
    }

    @Test
    void forgets_an_index_whose_column_is_dropped_again() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        door.execute("-- ddlguard:allow drop-column reason=\"a test\"\nALTER TABLE users DROP COLUMN code");
        door.commit();
        assertThat(door.one("SELECT count(*) FROM ddlguard.journal")).isEqualTo("0");
    }

    @Test
    void goes_with_a_table_that_is_dropped_later() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        door.execute("-- ddlguard:allow drop-table reason=\"a test\"\nDROP TABLE users");
        door.commit();
        assertThat(door.one("SELECT state FROM ddlguard.journal")).isEqualTo("undone");
    }

    @Test
    void refuses_to_prepare_a_transaction_that_has_left_something_to_do() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("CREATE INDEX users_code ON users (code)");
        assertThatThrownBy(() -> door.execute("PREPARE TRANSACTION 'x'"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("[pending]");
        door.rollback();
        assertThat(indexes()).isEqualTo("users_pkey");
    }

    private String indexes() throws SQLException {
        return door.one(
                "SELECT string_agg(indexname, ',' ORDER BY indexname) FROM pg_indexes WHERE tablename = 'users'");
    }

    private void assertFails(String sqlState, String sql) {
        assertThatThrownBy(() -> door.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }

    @Test
    void refuses_a_unique_index_that_could_only_be_built_after_the_commit() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        assertThatThrownBy(() -> door.execute("CREATE UNIQUE INDEX users_code ON users (code)"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("unique-after-commit: true");
        door.rollback();
    }

    @Test
    void leaves_what_takes_longer_than_the_policy_gives_it_to_those_who_ask_for_it(@TempDir Path folder)
            throws SQLException, IOException {
        Path policy = Files.writeString(folder.resolve("ddlguard.yml"), "version: 1\ndefaults: {max-after: 1s}\n");
        try (Door hurried = Door.open(new Guard(new Settings(policy.toString(), null, "always")), url);
                Door application = Door.open(Door.guard(), url)) {
            application.begin();
            hurried.begin();
            hurried.execute("ALTER TABLE users ADD COLUMN code text");
            hurried.execute("CREATE INDEX users_code ON users (code)");
            hurried.execute("ALTER TABLE groups ADD COLUMN code text");
            hurried.execute("CREATE INDEX groups_code ON groups (code)");
            // Its snapshot is older than the build, which waits for it.
            application.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            application.raw("SELECT 1");
            hurried.commit();
            assertThat(door.one("SELECT string_agg(name || ' ' || state || ' ' || attempts, ', ' ORDER BY number)"
                            + " FROM ddlguard.journal"))
                    .isEqualTo("users_code failed 1, groups_code planned 0");
            assertThat(door.one("SELECT error FROM ddlguard.journal WHERE name = 'users_code'"))
                    .isEqualTo("the time that max-after leaves for it was used up");
            assertThat(door.one("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                    .isEqualTo("0");
            // The next deploy has as much time, and no more.
            Door.open(new Guard(new Settings(policy.toString(), null, "always")), url)
                    .close();
            assertThat(door.one("SELECT string_agg(name || ' ' || state || ' ' || attempts, ', ' ORDER BY number)"
                            + " FROM ddlguard.journal"))
                    .isEqualTo("users_code failed 2, groups_code planned 0");
            application.rollback();
            assertThat(hurried.guard.resume(hurried.session)).isEmpty();
        }
        assertThat(door.one("SELECT count(*) FROM pg_indexes WHERE indexname IN ('users_code', 'groups_code')"))
                .isEqualTo("2");
    }
}
