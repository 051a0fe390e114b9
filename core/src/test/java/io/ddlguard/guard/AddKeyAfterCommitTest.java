package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.testpostgres.SchemaPrint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys whose index cannot be built beside the transaction, where the policy leaves them for after the commit. */
class AddKeyAfterCommitTest {

    private final String url = Door.database();
    private final String rawUrl = Door.database();

    @TempDir
    private Path folder;

    private Door door;
    private Door raw;

    @BeforeEach
    void two_identical_databases() throws Exception {
        door = open();
        raw = Door.open(Door.guard(), rawUrl);
        for (Door each : new Door[] {door, raw}) {
            each.raw("CREATE TABLE users (id int, email text)");
            each.raw("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 2000) i");
        }
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
        raw.close();
    }

    @Test
    void adds_them_when_the_transaction_has_committed() throws SQLException {
        String column = "ALTER TABLE users ADD COLUMN code text";
        String unique = "ALTER TABLE users ADD UNIQUE (code) INCLUDE (email) DEFERRABLE -- why";
        String primary = "ALTER TABLE users ADD PRIMARY KEY (id)";
        door.begin();
        for (String sql : new String[] {column, unique, primary}) {
            assertThat(door.execute(sql)).isFalse();
            raw.raw(sql);
        }
        assertThat(door.one("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass"))
                .isEqualTo("0");
        door.commit();
        assertTheSameSchema();
        assertThat(door.one("SELECT string_agg(kind || ' ' || state, ',') FROM ddlguard.journal"))
                .isEqualTo("add-key done,add-key done");
    }

    @Test
    void leaves_nothing_to_do_when_the_transaction_rolls_back() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("ALTER TABLE users ADD UNIQUE (code)");
        door.rollback();
        assertTheSameSchema();
        assertThat(door.one("SELECT count(*) FROM ddlguard.journal")).isEqualTo("0");
    }

    @Test
    void fails_over_duplicates_and_nulls_before_anything_is_left() throws SQLException {
        door.raw("INSERT INTO users VALUES (NULL, 'u1')");
        door.connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        door.begin();
        assertThatThrownBy(() -> door.execute("ALTER TABLE users ADD CONSTRAINT one_mail UNIQUE (email)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"))
                .hasMessageContaining("could not create unique index \"one_mail\"")
                .hasMessageContaining("Key (email)=(u1) is duplicated");
        door.rollback();
        assertThatThrownBy(() -> door.execute("ALTER TABLE users ADD PRIMARY KEY (id)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23502"));
        door.rollback();
    }

    @Test
    void stays_pending_over_duplicates_that_come_to_light_too_late() throws Exception {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("ALTER TABLE users ADD UNIQUE (code)");
        door.raw("UPDATE users SET code = 'x'");
        door.commit();
        door.connection.setAutoCommit(true);
        assertThat(door.one("SELECT state || ' ' || left(error, 5) FROM ddlguard.journal"))
                .isEqualTo("failed 23505");
        assertThat(door.one("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .isEqualTo("0");
        door.raw("UPDATE users SET code = id");

        open().close();

        raw.raw("ALTER TABLE users ADD COLUMN code text UNIQUE");
        assertTheSameSchema();
    }

    @Test
    void refuses_what_names_the_constraint_before_it_is_there() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("ALTER TABLE users ADD UNIQUE (code)");
        assertThatThrownBy(() -> door.execute("ALTER TABLE users DROP CONSTRAINT users_code_key"))
                .isInstanceOf(DdlBlockedException.class)
                .hasMessageContaining("[pending]");
        door.rollback();
    }

    @Test
    void runs_no_definition_that_is_more_than_one_of_a_key() throws SQLException {
        door.begin();
        door.execute("ALTER TABLE users ADD COLUMN code text");
        door.execute("ALTER TABLE users ADD UNIQUE (code)");
        door.raw("UPDATE ddlguard.journal SET definition = definition || ', DROP COLUMN id'");
        door.commit();
        assertThat(door.one("SELECT state || ' ' || error FROM ddlguard.journal"))
                .isEqualTo("failed the journal's definition of the constraint is not that of a key");
    }

    private Door open() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("ddlguard.yml"), "version: 1\ndefaults: {scope: always, unique-after-commit: true}\n");
        return Door.open(new Guard(new Settings(policy.toString(), null, null)), url);
    }

    private void assertTheSameSchema() throws SQLException {
        assertThat(SchemaPrint.differences(SchemaPrint.of(rawUrl), SchemaPrint.of(url)))
                .isEmpty();
    }
}
