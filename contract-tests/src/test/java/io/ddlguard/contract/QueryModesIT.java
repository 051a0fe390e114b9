package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways of talking to the server that {@code preferQueryMode} names. */
final class QueryModesIT extends Contract {

    private Connection opened;

    @AfterEach
    void closeIt() throws Exception {
        opened.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void texts_give_what_the_driver_gives(String mode) throws Exception {
        opened = connect(Map.of("preferQueryMode", mode));
        statement = opened.createStatement();
        for (int round = 0; round < 2; round++) {
            seeExecute(
                    "CREATE TABLE t (id serial, name text); INSERT INTO t (name) VALUES ('a') RETURNING id; SELECT 2");
            seeExecute("CREATE INDEX ON t (name)");
            seeExecute("SELECT nonsense FROM t");
            seeExecute("SELECT 1; SELECT nonsense; SELECT 2");
            seeExecute("BEGIN; INSERT INTO t (name) VALUES ('b'); COMMIT");
            seeExecute("DO $$ BEGIN RAISE NOTICE 'n'; END $$");
            seeExecute("");
            seeExecute("DROP TABLE t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void prepared_texts_and_batches_give_what_the_driver_gives(String mode) throws Exception {
        opened = connect(Map.of("preferQueryMode", mode, "prepareThreshold", "2"));
        statement = opened.createStatement();
        statement.execute("CREATE TABLE t (id serial, name text)");
        try (PreparedStatement insert =
                opened.prepareStatement("INSERT INTO t (name) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 4; i++) {
                insert.setString(1, "n'" + i);
                seen.see("insert", () -> insert.executeUpdate());
                seen.see("key", insert::getGeneratedKeys);
                insert.addBatch();
            }
            seen.see("batch", insert::executeBatch);
        }
        try (PreparedStatement ddl = opened.prepareStatement("CREATE INDEX IF NOT EXISTS i ON t (name)")) {
            seen.see("ddl", ddl::execute);
            seen.see("ddl", ddl::execute);
            seen.see("warnings", ddl::getWarnings);
        }
        statement.addBatch("UPDATE t SET name = 'x'");
        statement.addBatch("ALTER TABLE t ADD COLUMN c int");
        seen.see("mixed", statement::executeBatch);
        opened.setAutoCommit(false);
        statement.setFetchSize(2);
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
        opened.rollback();
    }
}
