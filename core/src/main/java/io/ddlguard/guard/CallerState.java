package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.PlanRun;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the guard keeps of one connection between its statements. Used by its thread, but {@link #cancel} and {@link
 * #closing} by any: one thread may close a connection while another is inside a guarded call. That call then takes away
 * what it has made, over the second connection, which may be closed only after it.
 */
final class CallerState implements AutoCloseable {

    private final Adoptions adoptions;
    private @Nullable Side side;
    private volatile @Nullable PlanRun running;
    private int calls;
    private boolean closed;

    CallerState(Reporter reporter) {
        this.adoptions = new Adoptions(reporter);
    }

    synchronized void enter() {
        calls++;
    }

    /** Whether the connection was closed meanwhile and this was the last call on it. */
    synchronized boolean leave() {
        calls--;
        return closed && calls == 0;
    }

    /** Whether no call is under way, so that the rest can be done now: pools close more than once. */
    synchronized boolean closing() {
        boolean first = !closed;
        closed = true;
        return first && calls == 0;
    }

    Adoptions adoptions() {
        return adoptions;
    }

    /** The connection's double, opened when it is first needed. */
    Side side(Session caller, CallerContext context) throws SQLException {
        Side open = side;
        if (open == null || !open.isUsable()) {
            open = Side.open(caller, context);
            side = open;
        } else {
            open.follow(context);
        }
        return open;
    }

    void running(@Nullable PlanRun run) {
        running = run;
    }

    void cancel() {
        PlanRun run = running;
        if (run != null) {
            run.cancel();
        }
    }

    void settle(Session caller, boolean closed) {
        Side open = side;
        if (open != null) {
            adoptions.settle(caller, open, closed);
        }
    }

    @Override
    public void close() throws SQLException {
        if (side != null) {
            side.close();
        }
    }
}
