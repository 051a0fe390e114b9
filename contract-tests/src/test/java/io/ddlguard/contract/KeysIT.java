package io.ddlguard.contract;

import java.sql.PreparedStatement;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated keys, by every way of asking for them. */
final class KeysIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given("CREATE TABLE t (id serial PRIMARY KEY, \"Name\" text, at int DEFAULT 7)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t (\"Name\") VALUES ('a'), ('b')",
                "INSERT INTO t (\"Name\") VALUES ('a') RETURNING at",
                "INSERT INTO t (\"Name\") SELECT 'a' WHERE false",
                "UPDATE t SET at = 8",
                "DELETE FROM t WHERE true",
                "CREATE INDEX ON t (at)",
                "SELECT 1",
                "INSERT INTO t (\"Name\") VALUES ('a');",
                "-- first\nINSERT INTO t (\"Name\") VALUES ('a') -- last"
            })
    void keys_are_those_of_the_driver(String sql) throws Exception {
        given("INSERT INTO t (\"Name\") VALUES ('before')");
        seen.see("all", () -> statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("none", () -> statement.executeUpdate(sql, Statement.NO_GENERATED_KEYS));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("named", () -> statement.executeUpdate(sql, new String[] {"id", "at"}));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("case", () -> statement.executeUpdate(sql, new String[] {"Name"}));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("large", () -> statement.executeLargeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("large, named", () -> statement.executeLargeUpdate(sql, new String[] {"id"}));
        seen.see("keys", statement::getGeneratedKeys);
        seen.see("by index", () -> statement.executeLargeUpdate(sql, new int[] {1}));
        seen.see("by no index", () -> statement.executeUpdate(sql, new int[0]));
        seen.see("unknown column", () -> statement.executeUpdate(sql, new String[] {"nope"}));
    }

    @Test
    void a_prepared_statement_gives_its_keys_every_time() throws Exception {
        String sql = "INSERT INTO t (\"Name\") VALUES (?)";
        try (PreparedStatement prepared = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 7; i++) {
                prepared.setString(1, "n" + i);
                seen.see("count", prepared::executeUpdate);
                seen.see("keys", prepared::getGeneratedKeys);
            }
        }
        try (PreparedStatement prepared = connection.prepareStatement(sql, new String[] {"at"})) {
            prepared.setString(1, "named");
            seen.see("execute", () -> prepared.execute());
            seen.see("keys", prepared::getGeneratedKeys);
        }
        seen.see("by index", () -> connection.prepareStatement(sql, new int[] {1}));
    }

    @Test
    void a_batch_gives_the_keys_of_all_its_items() throws Exception {
        try (PreparedStatement prepared =
                connection.prepareStatement("INSERT INTO t (\"Name\") VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < 3; i++) {
                prepared.setString(1, "n" + i);
                prepared.addBatch();
            }
            seen.see("counts", prepared::executeBatch);
            seen.see("keys", prepared::getGeneratedKeys);
        }
    }
}
