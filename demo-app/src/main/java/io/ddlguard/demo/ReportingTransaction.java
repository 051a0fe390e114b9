package io.ddlguard.demo;

import io.ddlguard.demo.Phase.Span;
import io.ddlguard.testpostgres.LatencyTimeline;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A report that reads {@code orders} and takes its time to write it down before it ends its transaction, as exports and
 * dashboards do. It stops nobody: it holds ACCESS SHARE. A statement that needs the table alone has to wait for it, and
 * while it queues, everybody else queues behind it.
 */
final class ReportingTransaction implements AutoCloseable {

    private final Connection connection;
    private final Duration length;
    private @Nullable CompletableFuture<Void> running;
    private long started;
    private volatile long ended;

    ReportingTransaction(String url, Duration length) throws SQLException {
        this.connection = DriverManager.getConnection(url + "&ApplicationName=report");
        this.length = length;
        connection.setAutoCommit(false);
    }

    /** Starts the report, the first time that it is called. */
    synchronized void start() {
        if (running == null) {
            started = System.nanoTime();
            running = CompletableFuture.runAsync(this::report);
        }
    }

    /** Waits for the report to end, if it was started. */
    @Override
    public void close() throws SQLException {
        CompletableFuture<Void> report;
        synchronized (this) {
            report = running;
        }
        if (report != null) {
            report.join();
        }
        connection.close();
    }

    /** When it ran; nothing, at the origin, if it did not. */
    synchronized Span span(LatencyTimeline timeline) {
        return running == null
                ? new Span(Duration.ZERO, Duration.ZERO)
                : new Span(timeline.since(started), timeline.since(ended));
    }

    private void report() {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery("SELECT status, sum(amount) FROM orders WHERE id <= 10000 GROUP BY status")
                    .close();
            statement.execute("SELECT pg_sleep(" + length.toMillis() / 1000.0 + ")");
            connection.commit();
            ended = System.nanoTime();
        } catch (SQLException e) {
            throw new CompletionException("the reporting transaction failed", e);
        }
    }
}
