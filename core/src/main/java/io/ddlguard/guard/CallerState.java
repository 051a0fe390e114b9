package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.PlanRun;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the guard keeps of one connection between its statements. Used by its thread, but {@link #cancel} by any. */
final class CallerState implements AutoCloseable {

    private final Adoptions adoptions;
    private @Nullable Side side;
    private volatile @Nullable PlanRun running;

    CallerState(Reporter reporter) {
        this.adoptions = new Adoptions(reporter);
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
