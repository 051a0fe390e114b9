package io.ddlguard.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.ddlguard.testpostgres.LatencyTimeline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The shop's application: short reads and writes by key through a connection pool, due at a steady rate whatever the
 * database does, as web requests are.
 *
 * <p>The n-th query is the same in every phase. Sixty-four threads stand for a web server's; they share sixteen
 * connections, so that blocked writes, once there are enough of them, starve the reads too, as they do in production.
 */
final class Workload implements AutoCloseable {

    /**
     * For a query, and for a connection from the pool: what takes longer fails. What could not even be sent in this time
     * fails unsent: whoever asked has gone, and a shop that is back is not flooded with the past.
     */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** A query that takes longer is counted as stalled. */
    static final Duration STALLED = Duration.ofSeconds(1);

    private static final int THREADS = 64;
    private static final int CONNECTIONS = 16;

    private final HikariDataSource pool;
    private final int rows;
    private final long interval;
    private final long start;
    private final LatencyTimeline timeline;
    private final AtomicLong tickets = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable SQLException> firstFailure = new AtomicReference<>();
    private volatile long end = Long.MAX_VALUE;

    /** Starts at once; what is due after {@code warmUp} is recorded. */
    Workload(String url, int rows, int rate, Duration warmUp) {
        this.pool = pool(url);
        this.rows = rows;
        this.interval = Duration.ofSeconds(1).dividedBy(rate).toNanos();
        this.start = System.nanoTime();
        this.timeline = new LatencyTimeline(start + warmUp.toNanos(), STALLED);
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(this::work, "request-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    LatencyTimeline timeline() {
        return timeline;
    }

    /** Why the first query failed that did. */
    Optional<SQLException> firstFailure() {
        return Optional.ofNullable(firstFailure.get());
    }

    /** No query falls due any more; those that have are waited for. */
    @Override
    public void close() throws InterruptedException {
        end = System.nanoTime();
        for (Thread thread : threads) {
            thread.join();
        }
        pool.close();
    }

    private void work() {
        while (true) {
            long ticket = tickets.getAndIncrement();
            long due = start + ticket * interval;
            for (long wait; (wait = due - System.nanoTime()) > 0; ) {
                if (due > end) {
                    return;
                }
                LockSupport.parkNanos(Math.min(wait, Duration.ofMillis(100).toNanos()));
            }
            if (due > end) {
                return;
            }
            boolean answered = System.nanoTime() - due < TIMEOUT.toNanos() && query(ticket);
            timeline.record(due, System.nanoTime(), answered);
        }
    }

    private boolean query(long ticket) {
        SplittableRandom random = new SplittableRandom(ticket);
        long id = 1 + random.nextLong(rows);
        int choice = random.nextInt(100);
        try (Connection connection = pool.getConnection()) {
            if (choice < 60) {
                read(connection, id);
            } else if (choice < 85) {
                update(connection, id);
            } else {
                insert(connection, Shop.orderNumber(rows + ticket + 1), 1 + id % Shop.customers(rows));
            }
            return true;
        } catch (SQLException e) {
            // 57014 after the statement timeout, or no connection in time: to a user either is an error page.
            firstFailure.compareAndSet(null, e);
            return false;
        }
    }

    private static void read(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT number, status, amount FROM orders WHERE id = ?")) {
            select.setLong(1, id);
            select.executeQuery().close();
        }
    }

    private static void update(Connection connection, long id) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE orders SET status = 'sent', updated_at = now() WHERE id = ?")) {
            update.setLong(1, id);
            update.executeUpdate();
        }
    }

    private static void insert(Connection connection, String number, long customer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO orders (number, customer_id, email, status, amount) VALUES (?, ?, ?, 'new', 9.99)")) {
            insert.setString(1, number);
            insert.setLong(2, customer);
            insert.setString(3, "Customer" + customer + "@example.org");
            insert.executeUpdate();
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("shop");
        config.setJdbcUrl(url + "&ApplicationName=shop");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(TIMEOUT.toMillis());
        config.setConnectionInitSql("SET statement_timeout = " + TIMEOUT.toMillis());
        return new HikariDataSource(config);
    }
}
