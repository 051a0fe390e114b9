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
 * <p>Kept per session, not per thread alone: within a guarded call a log appender may write to another database on the
 * same thread, and that statement is to be judged on its own. Thread-safe.
 */
final class Running implements AutoCloseable {

    private static final Set<Running> ALL = ConcurrentHashMap.newKeySet();
    private static final ThreadLocal<@Nullable Running> INNERMOST = new ThreadLocal<>();

    private final Session session;
    private final Statement statement;
    private final @Nullable Running outer;
    private final Thread thread = Thread.currentThread();

    private Running(Session session, Statement statement, @Nullable Running outer) {
        this.session = session;
        this.statement = statement;
        this.outer = outer;
    }

    static Running start(Session session, Statement statement) {
        Running running = new Running(session, statement, INNERMOST.get());
        INNERMOST.set(running);
        ALL.add(running);
        return running;
    }

    static boolean isInside(Session session) {
        for (Running running = INNERMOST.get(); running != null; running = running.outer) {
            if (running.session == session) {
                return true;
            }
        }
        return false;
    }

    /** The session that another thread is inside a guarded call of this statement with. */
    static @Nullable Session sessionOf(Statement statement) {
        for (Running running : ALL) {
            if (running.statement == statement && running.thread != Thread.currentThread()) {
                return running.session;
            }
        }
        return null;
    }

    static boolean elsewhere(Session session) {
        for (Running running : ALL) {
            if (running.session == session && running.thread != Thread.currentThread()) {
                return true;
            }
        }
        return false;
    }

    static boolean none() {
        return ALL.isEmpty();
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
