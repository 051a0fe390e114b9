package io.ddlguard.contract;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Query timeouts and cancels. */
@Tag("newest")
final class CancelIT extends Contract {

    @Test
    void a_query_timeout_ends_the_statement() throws Exception {
        statement.setQueryTimeout(1);
        seen.see("timeout", statement::getQueryTimeout);
        seen.see("query", () -> statement.execute("SELECT pg_sleep(30)"));
        seen.see("do", () -> statement.execute("DO $$ BEGIN PERFORM pg_sleep(30); END $$"));
        statement.setQueryTimeout(0);
        seen.see("afterwards", () -> statement.executeQuery("SELECT 1"));
        seen.does("negative", () -> statement.setQueryTimeout(-1));
    }

    @Test
    void a_statement_is_cancelled_from_another_thread() throws Exception {
        seen.see("query", () -> cancelled(statement::cancel, "SELECT pg_sleep(30)"));
        seen.see("usable", () -> statement.executeQuery("SELECT 1"));
        seen.see("do", () -> cancelled(statement::cancel, "DO $$ BEGIN PERFORM pg_sleep(30); END $$"));
        seen.does("nothing to cancel", statement::cancel);
        seen.see("usable", () -> statement.executeQuery("SELECT 1"));
        seen.see(
                "by the connection",
                () -> cancelled(connection.unwrap(PGConnection.class)::cancelQuery, "SELECT pg_sleep(30)"));
    }

    @Test
    void a_statement_that_waits_for_a_lock_is_cancelled() throws Exception {
        given("CREATE TABLE t (id int)");
        try (Connection holder = connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
            seen.see("select", () -> cancelled(statement::cancel, "SELECT * FROM t"));
            seen.see("lock timeout", () -> {
                statement.execute("SET lock_timeout = '50ms'");
                return statement.executeQuery("SELECT * FROM t");
            });
            holder.rollback();
        }
        seen.see("usable", () -> statement.executeQuery("SELECT * FROM t"));
    }

    @Test
    void a_network_timeout_breaks_the_connection() throws Exception {
        try (Connection impatient = connect(Map.of("socketTimeout", "0"))) {
            impatient.setNetworkTimeout(Runnable::run, 300);
            seen.see("timeout", impatient::getNetworkTimeout);
            Statement slow = impatient.createStatement();
            seen.see("query", () -> slow.execute("SELECT pg_sleep(30)"));
            seen.see("closed", impatient::isClosed);
        }
    }

    /** Runs a text and cancels it once the server runs it. */
    private Object cancelled(Recording.Act cancel, String sql) throws Exception {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        CompletableFuture<String> end = CompletableFuture.supplyAsync(() -> {
            try {
                return "ran: " + statement.execute(sql);
            } catch (Exception e) {
                return Rendering.thrown(e);
            }
        });
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> Outsider.run(
                                plainUrl(),
                                "SELECT wait_event_type IN ('Timeout', 'Lock') FROM pg_stat_activity WHERE pid = "
                                        + pid)
                        .equals("t"));
        cancel.act();
        return end.get(20, TimeUnit.SECONDS);
    }
}
