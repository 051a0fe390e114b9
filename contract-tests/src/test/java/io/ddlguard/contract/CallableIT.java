package io.ddlguard.contract;

import java.sql.CallableStatement;
import java.sql.ResultSet;
import java.sql.Types;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions and procedures. */
final class CallableIT extends Contract {

    @BeforeEach
    void routines() throws Exception {
        given(
                "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n'",
                "CREATE FUNCTION outs(IN a int, OUT b int, OUT c text) LANGUAGE plpgsql AS"
                        + " $$ BEGIN b := a + 1; c := 'c' || a; RAISE NOTICE 'in outs'; END $$",
                "CREATE FUNCTION cursors() RETURNS refcursor LANGUAGE plpgsql AS"
                        + " $$ DECLARE r refcursor := 'rows'; BEGIN OPEN r FOR SELECT generate_series(1, 3) AS n;"
                        + " RETURN r; END $$",
                "CREATE FUNCTION fails() RETURNS void LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'UE001', DETAIL = 'd', HINT = 'h'; END $$",
                "CREATE TABLE t (id int)",
                "CREATE PROCEDURE adds(n int, INOUT total bigint) LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO t VALUES (n); SELECT sum(id) INTO total FROM t; END $$",
                "CREATE PROCEDURE commits() LANGUAGE plpgsql AS"
                        + " $$ BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); ROLLBACK; END $$");
    }

    @Test
    void a_function_returns_its_value() throws Exception {
        try (CallableStatement call = connection.prepareCall("{? = call twice(?)}")) {
            call.registerOutParameter(1, Types.INTEGER);
            call.setInt(2, 21);
            seen.see("execute", call::execute);
            seen.see("value", () -> call.getInt(1));
            seen.see("object", () -> call.getObject(1));
            seen.see("was null", call::wasNull);
            seen.see("wrong type", () -> call.getString(1));
            seen.see("out of range", () -> call.getInt(2));
            seen.see("by name", () -> call.getInt("n"));
            seen.see("update", () -> call.executeUpdate());
            seen.see("query", () -> call.executeQuery());
        }
    }

    @Test
    void several_out_parameters_and_notices_arrive() throws Exception {
        try (CallableStatement call = connection.prepareCall("{call outs(?, ?, ?)}")) {
            call.setInt(1, 4);
            call.registerOutParameter(2, Types.INTEGER);
            call.registerOutParameter(3, Types.VARCHAR);
            seen.see("execute", call::execute);
            seen.see("b", () -> call.getInt(2));
            seen.see("c", () -> call.getString(3));
            seen.see("warnings", call::getWarnings);
            seen.see("parameters", call::getParameterMetaData);
        }
    }

    @Test
    void a_ref_cursor_is_a_result() throws Exception {
        connection.setAutoCommit(false);
        try (CallableStatement call = connection.prepareCall("{? = call cursors()}")) {
            call.registerOutParameter(1, Types.OTHER);
            call.execute();
            try (ResultSet rows = (ResultSet) call.getObject(1)) {
                seen.see("rows", () -> rows);
                seen.see("leads back", () -> rows.getStatement().getConnection() == connection);
            }
        }
        try (CallableStatement call = connection.prepareCall("{? = call cursors()}")) {
            call.registerOutParameter(1, Types.REF_CURSOR);
            seen.see("execute", call::execute);
            seen.see("rows", () -> call.getObject(1, ResultSet.class));
        }
        connection.rollback();
    }

    @Test
    void an_exception_of_a_function_arrives_whole() throws Exception {
        try (CallableStatement call = connection.prepareCall("{call fails()}")) {
            seen.see("execute", call::execute);
        }
        seen.see("missing", () -> connection.prepareCall("{call not_there()}").execute());
        seen.see(
                "unregistered",
                () -> connection.prepareCall("{? = call twice(1)}").execute());
    }

    @ParameterizedTest
    @ValueSource(strings = {"select", "callIfNoReturn", "call"})
    void a_procedure_runs_in_every_escape_mode(String mode) throws Exception {
        try (var calling = connect(Map.of("escapeSyntaxCallMode", mode))) {
            seen.see("escape", () -> {
                try (CallableStatement call = calling.prepareCall("{call adds(?, ?)}")) {
                    call.setInt(1, 5);
                    call.setLong(2, 0);
                    call.registerOutParameter(2, Types.BIGINT);
                    boolean rows = call.execute();
                    return rows + " " + call.getLong(2);
                }
            });
            seen.see("native", () -> calling.nativeSQL("{call adds(?, ?)}"));
        }
        seen.see("plain", () -> statement.execute("CALL adds(7, 0)"));
        seen.see("its row", statement::getResultSet);
        seen.see("CALL, prepared", () -> {
            try (CallableStatement call = connection.prepareCall("CALL adds(?, ?)")) {
                call.setInt(1, 8);
                call.setLong(2, 0);
                call.registerOutParameter(2, Types.BIGINT);
                call.execute();
                return call.getLong(2);
            }
        });
    }

    @Test
    void a_procedure_with_transaction_control_runs_in_autocommit_only() throws Exception {
        seen.see("autocommit", () -> statement.execute("CALL commits()"));
        connection.setAutoCommit(false);
        seen.see("in a transaction", () -> statement.execute("CALL commits()"));
        connection.rollback();
        connection.setAutoCommit(true);
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
        seen.does("DO", () -> statement.execute("DO $$ BEGIN INSERT INTO t VALUES (3); COMMIT; END $$"));
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }
}
