package io.ddlguard.contract;

import static io.ddlguard.contract.Ground.DROP;
import static io.ddlguard.contract.Route.route;
import static io.ddlguard.contract.Route.text;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.util.List;

/** DDL inside of blocks, functions and procedures. */
final class FunctionRoutes {

    private FunctionRoutes() {}

    private static final String IN_THE_DATABASE =
            "the DDL stands in a function, procedure or trigger of the database, and ddlguard reads what it is sent";

    static final List<Route> ROUTES = List.of(
            text("DO with DDL", "DO $$ BEGIN " + DROP + "; END $$"),
            text(
                    "DO with DDL under a condition",
                    "DO LANGUAGE plpgsql 'BEGIN IF EXISTS (SELECT 1) THEN BEGIN " + DROP
                            + "; EXCEPTION WHEN no_data_found THEN NULL; END; END IF; END'"),
            text(
                    "DO with dynamic EXECUTE",
                    "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 't DROP ' || 'COLUMN doomed'; END $$"),
            text(
                    "DO with EXECUTE format",
                    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT 't' AS n LOOP EXECUTE format('ALTER TABLE %I DROP"
                            + " COLUMN doomed', r.n); END LOOP; END $$"),
            text("DO with EXECUTE of a constant", "DO $$ BEGIN EXECUTE '" + DROP + "'; END $$"),
            text("DO that calls a procedure", "DO $$ BEGIN CALL dropping(); END $$"),
            text("DO as the second statement", "SELECT 1; DO $$ BEGIN " + DROP + "; END $$"),
            called("DO that performs a function", "DO $$ BEGIN PERFORM drops(); END $$"),
            called("SELECT of a function with DDL", "SELECT drops()"),
            called("SELECT of a function with dynamic DDL", "SELECT drops_dynamically()"),
            called("SELECT of a function in SQL with DDL", "SELECT drops_in_sql()"),
            called("SELECT of a function that calls one with DDL", "SELECT drops_indirectly()"),
            called("SELECT FROM a function with DDL", "SELECT * FROM drops() AS x"),
            called("SELECT of a function by its quoted name", "SELECT \"drops\" ()"),
            called("a function in a subquery", "SELECT * FROM others WHERE id = (SELECT drops())"),
            called("a function in a VALUES list", "VALUES (drops())"),
            called("a function in an INSERT", "INSERT INTO others SELECT drops()"),
            called("a function in an UPDATE", "UPDATE others SET id = drops()"),
            called("a function in a DELETE", "DELETE FROM others WHERE drops() = 0"),
            called("a function in EXPLAIN ANALYZE", "EXPLAIN ANALYZE SELECT drops()"),
            called("a function in CREATE TABLE AS", "CREATE TABLE made AS SELECT drops() AS x"),
            called("a function in a prepared statement of SQL", "PREPARE p AS SELECT drops(); EXECUTE p"),
            called("a function in a cursor", "BEGIN; DECLARE c CURSOR FOR SELECT drops(); FETCH c; COMMIT"),
            called(
                    "a function made in the same text",
                    "CREATE FUNCTION made() RETURNS int LANGUAGE plpgsql AS $$ BEGIN " + DROP
                            + "; RETURN 1; END $$; SELECT made()"),
            called("a view that calls a function with DDL", "SELECT * FROM dropping_view"),
            called("a trigger with DDL", "INSERT INTO triggering VALUES (1)"),
            called("CALL of a procedure with DDL", "CALL dropping()"),
            called("CALL of a procedure that commits", "CALL dropping_and_committing()"),
            called("prepared SELECT of a function", ground -> {
                try (PreparedStatement prepared = ground.connection().prepareStatement("SELECT drops() + ?")) {
                    prepared.setInt(1, 1);
                    prepared.executeQuery();
                }
            }),
            called("{call} of a function with DDL", ground -> {
                try (CallableStatement call = ground.connection().prepareCall("{call drops()}")) {
                    call.execute();
                }
            }),
            called("{? = call} of a function with DDL", ground -> {
                try (CallableStatement call = ground.connection().prepareCall("{? = call drops()}")) {
                    call.registerOutParameter(1, java.sql.Types.INTEGER);
                    call.execute();
                }
            }),
            called("{call} of a procedure with DDL", ground -> {
                try (CallableStatement call = ground.connect(java.util.Map.of("escapeSyntaxCallMode", "call"))
                        .prepareCall("{call dropping()}")) {
                    call.executeUpdate();
                }
            }),
            called("{fn} in a plain statement", ground -> ground.statement().execute("SELECT {fn drops()}")),
            route("{call} in a plain statement", ground -> ground.statement().execute("{call drops()}"))
                    .harmless("pgjdbc knows the escape in prepareCall only"),
            called("CALL in a callable statement", ground -> {
                try (CallableStatement call = ground.connection().prepareCall("CALL dropping()")) {
                    call.execute();
                }
            }),
            called("a function in a batch", ground -> {
                ground.statement().addBatch("UPDATE others SET id = drops()");
                ground.statement().executeBatch();
            }),
            called("a row inserted by an updatable result, with a trigger", ground -> {
                try (var updating = ground.connection()
                                .createStatement(
                                        java.sql.ResultSet.TYPE_SCROLL_SENSITIVE, java.sql.ResultSet.CONCUR_UPDATABLE);
                        var rows = updating.executeQuery("SELECT id FROM triggering")) {
                    rows.moveToInsertRow();
                    rows.updateInt("id", 1);
                    rows.insertRow();
                }
            }));

    private static Route called(String name, String sql) {
        return text(name, sql).open(IN_THE_DATABASE);
    }

    private static Route called(String name, Route.Action action) {
        return route(name, action).open(IN_THE_DATABASE);
    }
}
