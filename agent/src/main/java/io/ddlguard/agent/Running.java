package io.ddlguard.agent;

import io.ddlguard.session.Session;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A guarded call in progress. It answers two questions: is what this thread sends now part of that call (then it passes),
 * and whom does a cancel from another thread mean.
 *
 * <p>Kept per connection, not per thread alone: within a guarded call a log appender may write to another database on
 * the same thread, and that statement is to be judged on its own. Thread-safe.
 */
final class Running implements AutoCloseable {

    private static final Set<Running> ALL = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<@Nullable Running> INNERMOST = new ThreadLocal<>();

    private final Session connection;
    private final Statement statement;
    private final @Nullable Running outer;
    private final Thread thread = Thread.currentThread();

    private Running(Session connection, Statement statement, @Nullable Running outer) {
        this.connection = connection;
        this.statement = statement;
        this.outer = outer;
    }

    static Running start(Session connection, Statement statement) {
        Running running = new Running(connection, statement, INNERMOST.get());
        INNERMOST.set(running);
        ALL.add(running);
        return running;
    }

    /** Whether this thread is inside a guarded call on this connection. */
    static boolean isInside(Session connection) {
        for (Running running = INNERMOST.get(); running != null; running = running.outer) {
            if (running.connection == connection) {
                return true;
            }
        }
        return false;
    }

    /** Whether another thread is inside a guarded call of this statement. */
    static boolean elsewhere(Statement statement) {
        return ALL.stream().anyMatch(running -> running.statement == statement && running.isOfAnotherThread());
    }

    /** Whether another thread is inside a guarded call on this connection. */
    static boolean elsewhere(Session connection) {
        return ALL.stream().anyMatch(running -> running.connection == connection && running.isOfAnotherThread());
    }

    static boolean none() {
        return ALL.isEmpty();
    }

    private boolean isOfAnotherThread() {
        return thread != Thread.currentThread();
    }

    @Override
    public void close() {
        ALL.remove(this);
        if (outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(outer);
        }
    }
}
