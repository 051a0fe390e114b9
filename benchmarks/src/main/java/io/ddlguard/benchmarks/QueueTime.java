package io.ddlguard.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * For how long the application's connections stand in the queue of the table's lock, all together, as the server shows
 * it fifty times a second. On a busy machine this tells a lock from all else that makes a transaction slow.
 */
final class QueueTime implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Connection connection;
    private final Thread thread = new Thread(this::watch, "lock-queue");
    private volatile boolean ended;
    private volatile long nanos;
    private volatile @Nullable SQLException failure;

    /** Looks from now on. */
    QueueTime(String url) throws SQLException {
        this.connection = DriverManager.getConnection(url);
        thread.setDaemon(true);
        thread.start();
    }

    /** So far. */
    Duration stood() throws SQLException {
        if (failure != null) {
            throw new SQLException("the queue could not be watched", failure);
        }
        return Duration.ofNanos(nanos);
    }

    private void watch() {
        try (PreparedStatement waiting = connection.prepareStatement("SELECT count(*) FROM pg_stat_activity"
                + " WHERE application_name = 'application' AND datname = current_database()"
                + " AND wait_event_type = 'Lock' AND wait_event = 'relation'")) {
            long last = System.nanoTime();
            while (!ended) {
                Thread.sleep(LOOK_EVERY.toMillis());
                try (ResultSet row = waiting.executeQuery()) {
                    row.next();
                    long now = System.nanoTime();
                    nanos = nanos + row.getInt(1) * (now - last);
                    last = now;
                }
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        ended = true;
        thread.join();
        connection.close();
    }
}
