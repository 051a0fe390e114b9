package io.ddlguard.contract;

import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain statements: results, counts, keys and warnings, in their order. */
final class ExecuteIT extends Contract {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS one",
                "SELECT 1 WHERE false",
                "VALUES (1, 'a'), (2, 'b')",
                "TABLE t",
                "INSERT INTO t (name) VALUES ('x'), ('y')",
                "INSERT INTO t (name) VALUES ('x') RETURNING id, name",
                "UPDATE t SET name = upper(name)",
                "UPDATE t SET name = 'z' WHERE false",
                "DELETE FROM t RETURNING id",
                "WITH gone AS (DELETE FROM t RETURNING id) SELECT count(*) FROM gone",
                "CREATE TABLE u (id int)",
                "CREATE TABLE u AS SELECT * FROM t",
                "SELECT * INTO u FROM t",
                "CREATE INDEX ON t (name)",
                "CREATE INDEX IF NOT EXISTS t_pkey ON t (name)",
                "CREATE UNIQUE INDEX t_name ON t (name)",
                "ALTER TABLE t ADD COLUMN age int",
                "COMMENT ON TABLE t IS 'things'",
                "DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful'; END $$",
                "DROP TABLE IF EXISTS never_there",
                "EXPLAIN (COSTS OFF) SELECT 1",
                "SHOW server_version_num",
                "SET application_name = 'contract'",
                "BEGIN",
                "COMMIT",
                "ROLLBACK",
                "ANALYZE t",
                "VACUUM t",
                "LISTEN somewhere",
                "",
                ";",
                " \n\t",
                "-- nothing",
                "/* nothing */",
                ";;SELECT 1;;",
                "SELECT 1; SELECT 2",
                "SELECT 1; UPDATE t SET name = 'q'; SELECT count(*) FROM t; DELETE FROM t",
                "CREATE TABLE u (id int); INSERT INTO u VALUES (1), (2); SELECT * FROM u; DROP TABLE u",
                "CREATE TABLE u (id int); CREATE INDEX ON u (id); INSERT INTO u VALUES (7)",
                "INSERT INTO t (name) VALUES ('v'); SELECT * FROM nowhere; SELECT 3",
                "DO $$ BEGIN RAISE NOTICE 'one'; END $$; SELECT 1; DO $$ BEGIN RAISE NOTICE 'two'; END $$",
                "BEGIN; INSERT INTO t (name) VALUES ('v'); ROLLBACK; SELECT count(*) FROM t",
                "SELECT ';' AS \"a;b\"; SELECT $$;$$ /* ; */ -- ;\n; SELECT E'\\';'"
            })
    void execute_gives_what_the_driver_gives(String sql) throws Exception {
        given("CREATE TABLE t (id serial PRIMARY KEY, name text)", "INSERT INTO t (name) VALUES ('a'), ('b')");
        seeExecute(sql);
        seen.see("rows left", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "INSERT INTO t VALUES (1), (2)",
                "UPDATE t SET id = 3",
                "CREATE TABLE u (id int)",
                "CREATE INDEX ON t (id)",
                "ALTER TABLE t ADD COLUMN c int",
                "INSERT INTO t VALUES (1) RETURNING id",
                "INSERT INTO t VALUES (1); UPDATE t SET id = 2",
                "",
                "SELECT nonsense FROM nowhere"
            })
    void every_other_way_to_execute_gives_what_the_driver_gives(String sql) throws Exception {
        given("CREATE TABLE t (id int)", "INSERT INTO t VALUES (0)");
        connection.setAutoCommit(false);
        seen.see("executeUpdate", () -> statement.executeUpdate(sql));
        connection.rollback();
        seen.see("executeLargeUpdate", () -> statement.executeLargeUpdate(sql));
        seen.see("large count", statement::getLargeUpdateCount);
        connection.rollback();
        seen.see("executeQuery", () -> statement.executeQuery(sql));
        connection.rollback();
        seen.see("execute, keys", () -> statement.execute(sql, Statement.RETURN_GENERATED_KEYS));
        seen.see("keys", statement::getGeneratedKeys);
        connection.rollback();
        seen.see("execute, column", () -> statement.execute(sql, new String[] {"id"}));
        seen.see("keys", statement::getGeneratedKeys);
        connection.rollback();
        seen.see("execute, index", () -> statement.execute(sql, new int[] {1}));
    }

    @Test
    void getMoreResults_closes_or_keeps_what_it_is_told_to() throws Exception {
        statement.execute("SELECT 1; SELECT 2; SELECT 3");
        var first = statement.getResultSet();
        seen.see("keep", () -> statement.getMoreResults(Statement.KEEP_CURRENT_RESULT));
        seen.see("first closed", first::isClosed);
        var second = statement.getResultSet();
        seen.see("all", () -> statement.getMoreResults(Statement.CLOSE_ALL_RESULTS));
        seen.see("first closed", first::isClosed);
        seen.see("second closed", second::isClosed);
        seen.see("third", statement::getResultSet);
        seen.see("current", () -> statement.getMoreResults(Statement.CLOSE_CURRENT_RESULT));
        seen.see("count", statement::getUpdateCount);
    }

    @Test
    void warnings_come_in_order_and_are_cleared() throws Exception {
        statement.execute("DO $$ BEGIN RAISE NOTICE 'first'; RAISE NOTICE 'second'; END $$");
        seen.see("first", statement::getWarnings);
        seen.see("second", () -> statement.getWarnings().getNextWarning());
        seen.see("connection", connection::getWarnings);
        statement.clearWarnings();
        seen.see("cleared", statement::getWarnings);
        statement.execute("DO $$ BEGIN RAISE NOTICE 'third'; END $$");
        statement.execute("SELECT 1");
        seen.see("of an earlier call", statement::getWarnings);
        connection.clearWarnings();
        seen.see("connection, cleared", connection::getWarnings);
    }

    @Test
    void limits_and_hints_of_a_statement_hold() throws Exception {
        statement.setMaxRows(2);
        seen.see("rows", () -> statement.executeQuery("SELECT generate_series(1, 5)"));
        seen.see("max rows", statement::getMaxRows);
        seen.see("large max rows", statement::getLargeMaxRows);
        seen.does("large", () -> statement.setLargeMaxRows(3));
        seen.see("rows", () -> statement.executeQuery("SELECT generate_series(1, 5)"));
        statement.setMaxFieldSize(3);
        seen.see("field size", statement::getMaxFieldSize);
        seen.see("short", () -> statement.executeQuery("SELECT 'abcdef'::text"));
        seen.does("negative", () -> statement.setMaxRows(-1));
        seen.does("direction", () -> statement.setFetchDirection(java.sql.ResultSet.FETCH_REVERSE));
        seen.see("direction", statement::getFetchDirection);
        seen.does("cursor name", () -> statement.setCursorName("c"));
        seen.does("poolable", () -> statement.setPoolable(true));
        seen.see("poolable", statement::isPoolable);
        seen.see("type", statement::getResultSetType);
        seen.see("concurrency", statement::getResultSetConcurrency);
        seen.see("holdability", statement::getResultSetHoldability);
    }

    @Test
    void quoting_of_the_standard_is_the_drivers() throws Exception {
        seen.see("literal", () -> statement.enquoteLiteral("it's"));
        seen.see("identifier", () -> statement.enquoteIdentifier("Some \"thing", false));
        seen.see("always", () -> statement.enquoteIdentifier("thing", true));
        seen.see("simple", () -> statement.isSimpleIdentifier("a b"));
        seen.see("national", () -> statement.enquoteNCharLiteral("x"));
    }
}
