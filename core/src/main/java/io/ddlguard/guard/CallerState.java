package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.AfterRun;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.execute.Outbox;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.report.Event;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the guard keeps of one connection between its statements. Used by its thread, but {@link #cancel} and {@link
 * #closing} by any: one thread may close a connection while another is inside a guarded call. That call then takes away
 * what it has made, over the second connection, which may be closed only after it.
 */
final class CallerState implements AutoCloseable {

    private final Job job;
    private final Adoptions adoptions;
    private final Outbox outbox = new Outbox();
    private @Nullable Side side;
    private @Nullable CallerContext doubled;
    private boolean sideIsProven;
    private volatile @Nullable Runnable running;
    private int calls;
    private boolean closed;

    CallerState(Job job) {
        this.job = job;
        this.adoptions = new Adoptions(job.journal(), job.reporter());
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

    Outbox outbox() {
        return outbox;
    }

    /** Whether the open transaction rests on something outside it. */
    boolean hasLeftSomething() {
        return !outbox.isEmpty() || adoptions.hasAdopted();
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

    /**
     * Settles what a transaction that has ended decided. Never throws: it runs behind a commit.
     *
     * @param mayHaveEnded whether the transaction may have, though the connection is in one: COMMIT AND CHAIN
     */
    void settle(Session caller, boolean mayHaveEnded, Limits limits) {
        settleAdoptions(caller, false);
        boolean idle = caller.transactionState() == TransactionState.IDLE;
        if (outbox.isEmpty() || !idle && !mayHaveEnded) {
            return;
        }
        List<String> ids = outbox.ids();
        try {
            Side open = side(caller, Objects.requireNonNull(doubled));
            List<String> committed =
                    job.journal().open(open, ids).stream().map(JournalRow::id).toList();
            // What an idle connection's side does not see was rolled back.
            outbox.remove(idle ? ids : committed);
            if (!committed.isEmpty()) {
                runAfter(caller, open, committed, limits);
            }
        } catch (SQLException e) {
            outbox.remove(ids);
            job.leftWork().add(caller.url(), ids);
            job.reporter()
                    .report(new Event.Pending(
                            "do what the migration has left for after its commit", String.valueOf(e.getMessage())));
        }
    }

    private void runAfter(Session caller, Side open, List<String> committed, Limits limits) {
        AfterRun run = new AfterRun(caller, Objects.requireNonNull(doubled), open, job, adoptions, limits);
        running(run::cancel);
        try {
            run.run(committed);
        } finally {
            running(null);
        }
    }

    /** The connection is closed: what it did not commit is gone. */
    void settleClosed(Session caller) {
        settleAdoptions(caller, true);
        outbox.remove(outbox.ids());
    }

    private void settleAdoptions(Session caller, boolean closed) {
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
