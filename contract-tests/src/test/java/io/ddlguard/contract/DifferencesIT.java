package io.ddlguard.contract;

import static io.ddlguard.contract.Difference.BATCH_NOT_SENT;
import static io.ddlguard.contract.Difference.ERROR_FROM_ASIDE;
import static io.ddlguard.contract.Difference.LONG_BATCH;
import static io.ddlguard.contract.Difference.NOT_CONFORMING;
import static io.ddlguard.contract.Difference.UNREADABLE_BLOCK;
import static io.ddlguard.contract.Difference.UNREADABLE_IN_BATCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a door differs from pgjdbc. A difference that is closed fails here, and leaves the page with its test. */
@Tag("newest")
final class DifferencesIT extends Contract {

    private static final boolean RAW = Door.current() == Door.RAW;

    @Test
    void unreadable_text_in_a_batch() throws Exception {
        statement.addBatch("nonsense");
        SQLException thrown = thrownBy(statement::executeBatch);
        seen.see("state", () -> thrown.getSQLState());
        assertThat(thrown instanceof BatchUpdateException)
                .as(UNREADABLE_IN_BATCH.text())
                .isEqualTo(RAW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DO $$ BEGIN nonsense; END $$",
                "DO $$ nonsense $$",
                "DO LANGUAGE no_such_language $$ x $$",
            })
    void a_block_that_cannot_be_read(String sql) throws Exception {
        seen.does("usable", () -> statement.execute("SELECT 1"));
        String raw = sql.contains("no_such_language") ? "42704" : "42601";
        expect(UNREADABLE_BLOCK, RAW ? raw : "DG001", stateOf(() -> statement.execute(sql)));
    }

    @Test
    void a_backslash_where_strings_do_not_conform() throws Exception {
        statement.execute("SET standard_conforming_strings = off");
        seen.see("without", () -> statement.executeQuery("SELECT 'a'"));
        expect(NOT_CONFORMING, RAW ? "none" : "DG001", stateOf(() -> statement.execute("SELECT 'a\\'; b'")));
    }

    @Test
    void an_error_of_an_index_that_was_built_aside() throws Exception {
        hotTable();
        statement.executeUpdate("INSERT INTO t VALUES (600, 'n1')");
        seeErrorFromAside("CREATE UNIQUE INDEX t_name ON t (name)");
    }

    @Test
    void an_error_over_rows_that_were_looked_at_first() throws Exception {
        hotTable();
        Outsider.run(plainUrl(), "CREATE TABLE p (id int PRIMARY KEY)");
        seeErrorFromAside("ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (id) REFERENCES p");
        seeErrorFromAside("ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES p");
        seeErrorFromAside("ALTER TABLE t ADD CONSTRAINT few CHECK (id < 50)");
        statement.executeUpdate("INSERT INTO t VALUES (600, NULL)");
        seeErrorFromAside("ALTER TABLE t ALTER COLUMN name SET NOT NULL");
    }

    private void seeErrorFromAside(String sql) throws Exception {
        SQLException thrown = thrownBy(() -> statement.execute(sql));
        seen.see("state", thrown::getSQLState);
        seen.see("message", () -> thrown.getMessage().split("\n  Where:")[0]);
        assertThat(thrown.getMessage().contains("inline_code_block"))
                .as(ERROR_FROM_ASIDE.text())
                .isEqualTo(!RAW);
    }

    @Test
    void a_batch_of_300_items() throws Exception {
        hotTable();
        for (int i = 1; i < 300; i++) {
            statement.addBatch("ALTER TABLE t ALTER COLUMN name SET DEFAULT " + i);
        }
        statement.addBatch("ALTER TABLE t ALTER COLUMN nothing SET DEFAULT 300");
        BatchUpdateException thrown = (BatchUpdateException) thrownBy(statement::executeBatch);
        seen.see("state", thrown::getSQLState);
        long done = Arrays.stream(thrown.getUpdateCounts())
                .filter(count -> count == 0)
                .count();
        assertThat(done).as(LONG_BATCH.text()).isEqualTo(RAW ? 255 : 0);
    }

    @Test
    void a_batch_that_times_out_before_it_is_sent() throws Exception {
        hotTable();
        try (Connection holder = DriverManager.getConnection(plainUrl())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT count(*) FROM t");
            statement.setQueryTimeout(1);
            statement.addBatch("ALTER TABLE t ADD COLUMN c int");
            SQLException thrown = thrownBy(statement::executeBatch);
            seen.see("state", thrown::getSQLState);
            seen.see("nothing is left in it", statement::executeBatch);
            assertThat(thrown instanceof BatchUpdateException)
                    .as(BATCH_NOT_SENT.text())
                    .isEqualTo(RAW);
        }
    }

    private void hotTable() {
        Outsider.run(
                plainUrl(),
                "CREATE TABLE t (id int PRIMARY KEY, name text);"
                        + " INSERT INTO t SELECT n, 'n' || n FROM generate_series(1, 100) n");
    }

    private static void expect(Difference difference, String expected, String state) {
        assertThat(state).as(difference.text()).isEqualTo(expected);
    }

    private static String stateOf(Recording.Look look) throws Exception {
        try {
            look.look();
            return "none";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static SQLException thrownBy(Recording.Look look) throws Exception {
        try {
            look.look();
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }
}
