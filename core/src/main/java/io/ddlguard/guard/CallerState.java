package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the guard keeps of one connection between its statements. Used by its thread, but {@link #cancel} and {@link
 * #closing} by any: one thread may close a connection while another is inside a guarded call. That call then takes away
 * what it has made, over the second connection, which may be closed only after it.
 */
final class CallerState implements AutoCloseable {

    private final Adoptions adoptions;
    private @Nullable Side side;
    private @Nullable CallerContext doubled;
    private boolean sideIsProven;
    private volatile @Nullable Runnable running;
    private int calls;
    private boolean closed;

    CallerState(Reporter reporter) {
        this.adoptions = new Adoptions(reporter);
    }

    synchronized void enter() {
        calls++;
        sideIsProven = false;
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
        // Once in each call: it is a round trip.
        if (open == null || !sideIsProven && !open.isUsable()) {
            close();
            open = Side.open(caller, context);
            side = open;
        } else {
            open.follow(context);
        }
        sideIsProven = true;
        doubled = context;
        return open;
    }

    /** @param cancel ends what runs now; null where nothing does */
    void running(@Nullable Runnable cancel) {
        running = cancel;
    }

    void cancel() {
        Runnable cancel = running;
        if (cancel != null) {
            cancel.run();
        }
    }

    void settle(Session caller, boolean closed) {
        Side open = side;
        if (open == null || !adoptions.isDue(caller, closed)) {
            return;
        }
        try {
            sideIsProven = false;
            open = side(caller, Objects.requireNonNull(doubled));
        } catch (SQLException e) {
            // The one that has gone says so, for each of the drops.
            side = open;
        }
        adoptions.settle(open, closed);
    }

    @Override
    public void close() throws SQLException {
        Side open = side;
        side = null;
        if (open != null) {
            open.close();
        }
    }
}
