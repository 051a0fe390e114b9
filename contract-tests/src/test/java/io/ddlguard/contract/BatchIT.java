package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches: counts, and where they stop. */
final class BatchIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given("CREATE TABLE t (id int PRIMARY KEY, name text)", "INSERT INTO t VALUES (100, 'there')");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_batch_of_texts_gives_its_counts(boolean autoCommit) throws Exception {
        connection.setAutoCommit(autoCommit);
        statement.addBatch("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
        statement.addBatch("UPDATE t SET name = 'c'");
        statement.addBatch("DELETE FROM t WHERE false");
        seen.see("counts", statement::executeBatch);
        seen.see("again, empty", statement::executeBatch);
        statement.addBatch("INSERT INTO t VALUES (3, 'd')");
        seen.see("large", statement::executeLargeBatch);
        seeRows();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_failing_item_stops_a_batch_where_the_driver_stops_it(boolean autoCommit) throws Exception {
        connection.setAutoCommit(autoCommit);
        statement.addBatch("INSERT INTO t VALUES (1, 'a')");
        statement.addBatch("INSERT INTO t VALUES (100, 'twice')");
        statement.addBatch("INSERT INTO t VALUES (2, 'b')");
        seen.see("counts", statement::executeBatch);
        if (!autoCommit) {
            seen.see("aborted", () -> statement.executeQuery("SELECT 1"));
            connection.rollback();
        }
        seeRows();
        seen.see("nothing is left in it", statement::executeBatch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ddl_and_dml_in_one_batch_give_their_counts(boolean autoCommit) throws Exception {
        connection.setAutoCommit(autoCommit);
        statement.addBatch("CREATE TABLE u (id int)");
        statement.addBatch("INSERT INTO u VALUES (1), (2)");
        statement.addBatch("ALTER TABLE u ADD COLUMN c int");
        statement.addBatch("CREATE INDEX ON u (c)");
        statement.addBatch("UPDATE u SET c = id");
        seen.see("counts", statement::executeBatch);
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM u ORDER BY id"));
        statement.addBatch("CREATE TABLE v (id int)");
        statement.addBatch("CREATE TABLE u (id int)");
        seen.see("failing", statement::executeBatch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ddl_on_a_table_in_use_gives_its_counts_and_errors(boolean autoCommit) throws Exception {
        Outsider.run(
                plainUrl(),
                "CREATE TABLE hot (id int PRIMARY KEY, name text);"
                        + " INSERT INTO hot SELECT n, 'n' || n FROM generate_series(1, 100) n;"
                        + " CREATE TABLE late (hot int REFERENCES hot DEFERRABLE INITIALLY DEFERRED)");
        connection.setAutoCommit(autoCommit);
        statement.addBatch("ALTER TABLE hot ADD COLUMN a int");
        statement.addBatch("UPDATE hot SET a = id WHERE id < 8");
        seen.see("counts", statement::executeBatch);
        seen.see("again, empty", statement::executeBatch);
        endTransaction();
        statement.addBatch("ALTER TABLE hot ADD COLUMN b int");
        statement.addBatch("ALTER TABLE hot ADD COLUMN a int");
        statement.addBatch("ALTER TABLE hot ADD COLUMN c int");
        seen.see("failing", statement::executeBatch);
        seen.see("nothing is left in it", statement::executeBatch);
        endTransaction();
        statement.addBatch("INSERT INTO late VALUES (4711)");
        statement.addBatch("ALTER TABLE hot ADD COLUMN d int");
        seen.see("failing at its end", statement::executeLargeBatch);
        endTransaction();
        seen.does(
                "two in one",
                () -> statement.addBatch("ALTER TABLE hot ADD COLUMN e int; ALTER TABLE hot ADD COLUMN f int"));
        seen.see("two in one", statement::executeBatch);
        endTransaction();
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM hot WHERE id < 3 ORDER BY id"));
        seen.see("lock_timeout", () -> statement.executeQuery("SHOW lock_timeout"));
    }

    private void endTransaction() throws Exception {
        if (!connection.getAutoCommit()) {
            seen.does("commit", connection::commit);
        }
    }

    @Test
    void a_table_that_a_batch_has_made_is_new() throws Exception {
        statement.addBatch("CREATE TABLE u (id int)");
        statement.addBatch("INSERT INTO u VALUES (1)");
        seen.see("counts", statement::executeBatch);
        statement.addBatch("DROP TABLE u");
        seen.see("dropped", statement::executeBatch);
    }

    @Test
    void a_query_in_a_batch_is_what_it_is_to_the_driver() throws Exception {
        statement.addBatch("INSERT INTO t VALUES (1, 'a')");
        statement.addBatch("SELECT 1");
        seen.see("counts", statement::executeBatch);
        seen.does("two in one", () -> statement.addBatch("INSERT INTO t VALUES (2, 'a'); DELETE FROM t WHERE id = 2"));
        seen.see("two in one", statement::executeBatch);
        statement.addBatch("INSERT INTO nowhere VALUES (1)");
        seen.see("bad", statement::executeBatch);
        seeRows();
    }

    @Test
    void clearBatch_forgets_the_items() throws Exception {
        statement.addBatch("INSERT INTO t VALUES (1, 'a')");
        statement.addBatch("DROP TABLE t");
        statement.clearBatch();
        statement.addBatch("INSERT INTO t VALUES (2, 'b')");
        seen.see("counts", statement::executeBatch);
        seeRows();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void a_prepared_batch_gives_its_counts(String rewritten) throws Exception {
        try (Connection batching = connect(Map.of("reWriteBatchedInserts", rewritten));
                PreparedStatement prepared = batching.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            for (int i = 0; i < 5; i++) {
                prepared.setInt(1, i);
                prepared.setString(2, "n" + i);
                prepared.addBatch();
            }
            seen.see("counts", prepared::executeBatch);
            prepared.setInt(1, 6);
            prepared.setString(2, "n6");
            prepared.addBatch();
            prepared.setInt(1, 6);
            prepared.addBatch();
            seen.see("twice the same", prepared::executeBatch);
            seen.does("a text", () -> prepared.addBatch("SELECT 1"));
            prepared.setInt(1, 8);
            prepared.addBatch();
            prepared.clearBatch();
            prepared.clearParameters();
            seen.does("without parameters", prepared::addBatch);
            seen.see("large", prepared::executeLargeBatch);
        }
        seeRows();
    }

    @Test
    void a_prepared_batch_of_ddl_on_a_new_table_runs() throws Exception {
        try (PreparedStatement prepared = connection.prepareStatement("ALTER TABLE t ADD COLUMN IF NOT EXISTS c int")) {
            prepared.addBatch();
            prepared.addBatch();
            seen.see("counts", prepared::executeBatch);
        }
        seeRows();
    }

    private void seeRows() {
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }
}
