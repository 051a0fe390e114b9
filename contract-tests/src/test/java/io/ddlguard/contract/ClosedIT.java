package io.ddlguard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What closed objects answer. */
final class ClosedIT extends Contract {

    @Test
    void a_closed_statement_refuses_to_work() throws Exception {
        ResultSet rows = statement.executeQuery("SELECT 1");
        statement.close();
        statement.close();
        seen.see("closed", statement::isClosed);
        seen.see("rows closed", rows::isClosed);
        seen.see("read", rows::next);
        seen.see("execute", () -> statement.execute("SELECT 1"));
        seen.see("ddl", () -> statement.execute("CREATE TABLE u (id int)"));
        seen.see("drop", () -> statement.execute("DROP TABLE pg_class"));
        seen.does("batch", () -> statement.addBatch("SELECT 1"));
        seen.see("run batch", statement::executeBatch);
        seen.does("cancel", statement::cancel);
        seen.see("warnings", statement::getWarnings);
        seen.see("connection", statement::getConnection);
        PreparedStatement prepared = connection.prepareStatement("SELECT ?");
        prepared.close();
        seen.does("parameter", () -> prepared.setInt(1, 1));
        seen.see("prepared", () -> prepared.execute());
        seen.see("shown", () -> prepared.toString().contains("SELECT"));
    }

    @Test
    void a_closed_connection_refuses_to_work() throws Exception {
        connection.close();
        connection.close();
        seen.see("closed", connection::isClosed);
        seen.see("valid", () -> connection.isValid(1));
        seen.see("statement", connection::createStatement);
        seen.see("prepare", () -> connection.prepareStatement("SELECT 1"));
        seen.see("call", () -> connection.prepareCall("SELECT 1"));
        seen.see("metadata", connection::getMetaData);
        seen.does("commit", connection::commit);
        seen.does("rollback", connection::rollback);
        seen.does("autocommit", () -> connection.setAutoCommit(false));
        seen.see("autocommit", connection::getAutoCommit);
        seen.see("savepoint", () -> connection.setSavepoint());
        seen.see("native", () -> connection.nativeSQL("SELECT 1"));
        seen.see("warnings", connection::getWarnings);
        seen.see("schema", connection::getSchema);
        seen.does("client info", () -> connection.setClientInfo("ApplicationName", "x"));
        seen.see("execute", () -> statement.execute("SELECT 1"));
        seen.see("ddl", () -> statement.execute("DROP TABLE t"));
        seen.see("array", () -> connection.createArrayOf("int4", new Integer[] {1}));
    }

    @Test
    void closing_in_a_transaction_rolls_it_back() throws Exception {
        given("CREATE TABLE t (id int)");
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (1)");
        connection.close();
        try (Connection other = connect()) {
            seen.see("rows", () -> other.createStatement().executeQuery("SELECT * FROM t"));
        }
    }

    @Test
    void abort_ends_a_connection_from_another_thread() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        connection.abort(task -> new Thread(() -> {
                    task.run();
                    ran.countDown();
                })
                .start());
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        seen.see("closed", connection::isClosed);
        seen.see("execute", () -> statement.execute("SELECT 1"));
        seen.does("again", () -> connection.abort(Runnable::run));
        seen.does("no executor", () -> connection.abort(null));
    }

    @Test
    void a_backend_that_was_killed_is_noticed_as_raw() throws Exception {
        int pid = connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
        Outsider.run(plainUrl(), "SELECT pg_terminate_backend(" + pid + ", 10000)");
        seen.see("query", () -> statement.execute("SELECT 1"));
        seen.see("closed", connection::isClosed);
        seen.see("valid", () -> connection.isValid(1));
        seen.see("ddl", () -> statement.execute("CREATE TABLE u (id int)"));
    }
}
