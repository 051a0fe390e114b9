package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalTest {

    private final String url = Door.database();
    private Door door;

    @BeforeEach
    void a_table_with_rows() throws SQLException {
        door = Door.open(Door.guard(), url);
        door.raw("CREATE TABLE users (id int PRIMARY KEY, legacy_name text)");
        door.raw("INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        door.raw("ANALYZE users");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void a_refused_statement_was_never_sent_and_its_transaction_cannot_commit_without_it() throws SQLException {
        door.begin();
        door.raw("INSERT INTO users VALUES (0, 'y')");
        assertRefused("ALTER TABLE users DROP COLUMN legacy_name", "drop-column");
        assertThatThrownBy(() -> door.raw("SELECT 1")).hasMessageContaining("current transaction is aborted");
        door.commit();
        assertThat(door.one("SELECT count(*) FROM users")).isEqualTo("1000");
        assertThat(door.one("SELECT count(legacy_name) FROM users")).isEqualTo("1000");
    }

    @Test
    void the_message_says_harm_way_out_and_permission() {
        assertThatThrownBy(() -> door.execute("alter table users drop legacy_name"))
                .isInstanceOfSatisfying(DdlBlockedException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("DG001");
                    assertThat(e.rule()).isEqualTo("drop-column");
                    assertThat(e.getMessage())
                            .contains("public.users.legacy_name")
                            .contains("about 1,000 rows")
                            .contains("ACCESS EXCLUSIVE")
                            .contains("- rule: drop-column")
                            .contains("on: public.users.legacy_name")
                            .contains("docs/rules/drop-column.md");
                });
    }

    @Test
    void the_snippet_in_the_policy_lets_it_through(@TempDir Path folder) throws Exception {
        Path policy = Files.writeString(folder.resolve("ddlguard.yml"), """
                version: 1
                allow:
                  - rule: drop-column
                    on: public.users.legacy_name
                    reason: nobody reads it since 2.3
                """);
        try (Door allowed = Door.open(new Guard(new Settings(policy.toString(), null, "always")), url)) {
            allowed.execute("ALTER TABLE users DROP COLUMN legacy_name");
            assertThat(allowed.one("SELECT count(*) FROM information_schema.columns WHERE table_name = 'users'"))
                    .isEqualTo("1");
        }
    }

    @Test
    void a_comment_lets_its_statement_through_and_no_other() throws SQLException {
        assertRefused(
                "-- ddlguard:allow drop-table reason=\"other rule\"\nALTER TABLE users DROP COLUMN legacy_name",
                "drop-column");
        door.execute("-- ddlguard:allow drop-column reason=\"gone\"\nALTER TABLE users DROP COLUMN legacy_name");
        assertRefused("-- ddlguard:allow truncate reason=\"gone\"\nTRUNCATE users; DROP TABLE users", "drop-table");
    }

    @Test
    void one_bad_statement_of_many_refuses_the_whole_text() throws SQLException {
        assertRefused("INSERT INTO users VALUES (0, 'y'); TRUNCATE users", "truncate");
        assertThat(door.one("SELECT count(*) FROM users")).isEqualTo("1000");
    }

    @Test
    void a_table_that_was_never_analyzed_is_not_said_to_have_no_rows() throws SQLException {
        door.raw("CREATE TABLE visits (id int) WITH (autovacuum_enabled = off)");
        door.raw("INSERT INTO visits SELECT generate_series(1, 1000)");
        assertThatThrownBy(() -> door.execute("TRUNCATE visits"))
                .hasMessageContaining("All rows of public.visits (never analyzed, 40 kB) are lost");
    }

    @Test
    void static_sql_in_a_block_is_read_and_dynamic_sql_is_not_guessed() throws SQLException {
        assertRefused("DO $$ BEGIN IF true THEN DROP TABLE users; END IF; END $$", "drop-table");
        assertRefused("DO $$ BEGIN EXECUTE 'DROP TA' || 'BLE users'; END $$", "drop-table");
        assertRefused("DO $$ BEGIN EXECUTE 'DROP TABLE ' || quote_ident('users'); END $$", "dynamic-ddl");
        assertRefused("DO $$ BEGIN CREATE INDEX i ON users (id); END $$", "create-index");
    }

    @Test
    void a_table_that_the_same_text_makes_is_new_but_one_that_was_there_is_not() throws SQLException {
        door.execute("CREATE TABLE made (id int); CREATE INDEX made_id ON made (id); DROP TABLE made");
        assertRefused("CREATE TABLE IF NOT EXISTS users (id int); DROP TABLE users", "drop-table");
        assertRefused("CREATE SCHEMA s; SET search_path = s; SET search_path = public; DROP TABLE users", "unreadable");
        assertRefused(
                "-- ddlguard:allow rename-table reason=\"test\"\nALTER TABLE users RENAME TO people; DROP TABLE people",
                "unreadable");
    }

    @Test
    void a_table_of_an_earlier_transaction_of_the_job_is_new_until_something_older_leads_to_it() throws SQLException {
        door.begin();
        door.execute("CREATE TABLE made (id int PRIMARY KEY, name text)");
        door.raw("INSERT INTO made VALUES (1, 'x')");
        door.commit();
        door.execute("CREATE INDEX made_name ON made (name)");
        door.commit();
        door.raw("ALTER TABLE users ADD COLUMN made_id int REFERENCES made");
        door.commit();
        assertRefused("ALTER TABLE made DROP COLUMN name", "drop-column");
        door.rollback();
    }

    @Test
    void if_not_exists_does_not_make_an_old_table_new() throws SQLException {
        door.execute("CREATE TABLE IF NOT EXISTS users (id int)");
        assertRefused("DROP TABLE users", "drop-table");
    }

    @Test
    void what_nobody_can_read_gets_the_servers_own_error() throws SQLException {
        door.begin();
        assertThatThrownBy(() -> door.execute("ALTER TABLE users DORP COLUMN legacy_name"))
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("42601");
                    assertThat(e.getMessage())
                            .contains("syntax error at or near \"DORP\"")
                            .contains("19");
                });
        assertThatThrownBy(() -> door.raw("SELECT 1")).hasMessageContaining("current transaction is aborted");
    }

    @Test
    void an_aborted_transaction_gets_the_servers_own_error() throws SQLException {
        door.begin();
        assertThatThrownBy(() -> door.raw("SELECT 1/0")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> door.execute("DROP TABLE users"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
    }

    @Test
    void a_backslash_that_only_the_server_understands_is_not_guessed() throws SQLException {
        door.raw("SET standard_conforming_strings = off");
        assertRefused("COMMENT ON TABLE users IS 'a\\'; DROP TABLE users; --'", "unreadable");
    }

    @Test
    void outside_a_deploy_it_only_observes() throws SQLException {
        try (Door application = Door.open(new Guard(Settings.NONE), url)) {
            application.execute("TRUNCATE users");
            assertThat(application.one("SELECT count(*) FROM users")).isEqualTo("0");
        }
    }

    @Test
    void a_missing_policy_lets_no_connection_in() {
        Guard guard = new Guard(new Settings("/nowhere/ddlguard.yml", null, null));
        assertThatThrownBy(() -> guard.admit(url)).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).isEqualTo("DG003");
            assertThat(e.getMessage()).contains("/nowhere/ddlguard.yml");
        });
    }

    private void assertRefused(String sql, String rule) throws SQLException {
        assertThatThrownBy(() -> door.execute(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        DdlBlockedException.class, e -> assertThat(e.rule()).isEqualTo(rule));
    }
}
