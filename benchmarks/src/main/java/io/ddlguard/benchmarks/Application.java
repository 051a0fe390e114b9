package io.ddlguard.benchmarks;

import io.ddlguard.testpostgres.LatencyTimeline;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * An application of eight threads, each with a connection of its own and one short transaction after the other: it reads
 * a row by key and writes it.
 *
 * <p>A thread that waits for an answer sends nothing meanwhile. So a second in which nobody gets at the table is eight
 * seconds of latency in all, and no more: what is measured is the threads' time, not that of the requests that would
 * have come.
 */
final class Application implements AutoCloseable {

    /** What takes longer is felt; what the server and a busy machine do to a query by themselves stays below it. */
    static final Duration STALLED_AFTER = Duration.ofMillis(100);

    /** A statement that takes longer fails, as an application has it. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private static final int THREADS = 8;
    private static final int ROWS = 10_000;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(10);

    private final LatencyTimeline timeline;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private volatile boolean ended;

    /** Starts at once; what is sent after {@code warmUp} is recorded. */
    Application(String url, Duration warmUp) throws SQLException {
        for (int i = 0; i < THREADS; i++) {
            connections.add(DriverManager.getConnection(
                    url + "&ApplicationName=application&options=-c%20statement_timeout=" + TIMEOUT.toMillis()));
        }
        this.timeline = new LatencyTimeline(System.nanoTime() + warmUp.toNanos(), STALLED_AFTER);
        for (Connection connection : connections) {
            Thread thread = new Thread(() -> work(connection), "application-" + threads.size());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    static void createTable(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id integer PRIMARY KEY, status text, changes integer)");
            statement.execute("INSERT INTO orders SELECT i, 'new', 0 FROM generate_series(1, " + ROWS + ") i");
        }
    }

    LatencyTimeline timeline() {
        return timeline;
    }

    /** Sends nothing any more, and waits for the last answers. */
    @Override
    public void close() throws SQLException, InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        for (Connection connection : connections) {
            connection.close();
        }
    }

    private void work(Connection connection) {
        SplittableRandom random =
                new SplittableRandom(Thread.currentThread().getName().hashCode());
        while (!ended) {
            long sent = System.nanoTime();
            boolean answered = transaction(connection, 1 + random.nextInt(ROWS));
            timeline.record(sent, System.nanoTime(), answered);
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE.toNanos()));
        }
    }

    private static boolean transaction(Connection connection, int id) {
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT status, changes FROM orders WHERE id = ?");
                    PreparedStatement update = connection.prepareStatement(
                            "UPDATE orders SET status = 'sent', changes = changes + 1 WHERE id = ?")) {
                select.setInt(1, id);
                select.executeQuery().close();
                update.setInt(1, id);
                update.executeUpdate();
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            rollBack(connection);
            return false;
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The next transaction fails too, and is counted.
        }
    }
}
