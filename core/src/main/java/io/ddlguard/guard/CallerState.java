package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.AfterRun;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.execute.Outbox;
import io.ddlguard.execute.TransactionLocks;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.report.Event;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the guard keeps of one connection between its statements. Used by its thread, but {@link #cancel} and {@link
 * #closing} by any: one thread may close a connection while another is inside a guarded call. That call then takes away
 * what it has made, over the second connection, which may be closed only after it.
 */
final class CallerState implements AutoCloseable {

    private static final Duration PROVEN_FOR = Duration.ofMillis(500);

    private final Job job;
    private final Adoptions adoptions;
    private final Outbox outbox = new Outbox();
    private final TransactionLocks locks = new TransactionLocks();

    /** Held by whichever thread uses the second connection. */
    private final ReentrantLock working = new ReentrantLock();

    private @Nullable Side side;
    private @Nullable CallerContext doubled;
    private boolean sideIsProven;
    private long sideProvenAt;
    private volatile @Nullable Runnable running;
    private int calls;
    private boolean closed;

    CallerState(Job job) {
        this.job = job;
        this.adoptions = new Adoptions(job.journal(), job.reporter());
    }

    void enter() {
        synchronized (this) {
            calls++;
        }
        working.lock();
        sideIsProven = false;
    }

    /** Whether the connection was closed meanwhile and this was the last call on it. */
    boolean leave() {
        working.unlock();
        synchronized (this) {
            calls--;
            return closed && calls == 0;
        }
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

    TransactionLocks locks() {
        return locks;
    }

    /** Whether the open transaction rests on something outside it. */
    boolean hasLeftSomething() {
        return !outbox.isEmpty() || adoptions.hasAdopted();
    }

    /** The connection's double, opened when it is first needed. */
    Side side(Session caller, CallerContext context) throws SQLException {
        Side open = side;
        // Once in each call, and not right after the last one: it is a round trip.
        boolean proven = sideIsProven || System.nanoTime() - sideProvenAt < PROVEN_FOR.toNanos();
        if (open == null || !proven && !open.isUsable()) {
            close();
            open = Side.open(caller, context);
            side = open;
        } else {
            open.follow(context);
        }
        sideIsProven = true;
        sideProvenAt = System.nanoTime();
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
        working.lock();
        try {
            settleAdoptions(caller, false);
            boolean idle = caller.transactionState() == TransactionState.IDLE;
            if (idle) {
                locks.released(limits.maxHeld(), job.lockTimes(), job.reporter());
                // What an earlier transaction has left may have waited for this one.
                outbox.stopAwaiting(caller);
            }
            if (!outbox.isEmpty() && (idle || mayHaveEnded)) {
                askWhatCommitted(caller, idle);
            }
            if (!outbox.isAwaiting()) {
                runDue(caller, limits);
            }
        } finally {
            working.unlock();
        }
    }

    private void askWhatCommitted(Session caller, boolean idle) {
        List<String> committed = outbox.ids();
        List<Session> others = List.of();
        try {
            Side open = side(caller, Objects.requireNonNull(doubled));
            committed = job.journal().open(open, committed).stream()
                    .map(JournalRow::id)
                    .toList();
            others = new ArrayList<>(job.callers().othersThatHaveWritten(caller, open));
            if (!committed.isEmpty() && DeployFrames.historyFollows()) {
                others.add(caller);
            }
        } catch (SQLException e) {
            // Whoever runs what is due asks again, and says what is wrong.
            job.reporter()
                    .report(new Event.Notice(
                            Event.Level.WARN, "the journal could not be asked what has committed: " + e.getMessage()));
        }
        outbox.committed(committed, others);
        if (idle) {
            // What an idle connection's side does not see was rolled back.
            outbox.rolledBack();
        }
    }

    /** Another transaction of this JVM has ended: what is due here may have waited for it. */
    void stopAwaiting(Session other, Session caller, Limits limits) {
        if (outbox.stopAwaiting(other)) {
            runDueIfFree(caller, limits);
        }
    }

    /** Does what is due, whatever it waits for: something that may rest on it is about to come. */
    void runDueIfFree(Session caller, Limits limits) {
        // Where its own thread is at work, that does it when it is done.
        if (outbox.hasDue() && working.tryLock()) {
            try {
                runDue(caller, limits);
            } finally {
                working.unlock();
            }
        }
    }

    private void runDue(Session caller, Limits limits) {
        List<String> due = outbox.takeDue();
        if (due.isEmpty()) {
            return;
        }
        try {
            CallerContext context = Objects.requireNonNull(doubled);
            AfterRun run = new AfterRun(caller, context, side(caller, context), job, adoptions, limits);
            running(run::cancel);
            run.run(due);
        } catch (SQLException e) {
            job.undone().addAll(due);
            job.reporter()
                    .report(new Event.Pending(
                            "do what the migration has left for after its commit", String.valueOf(e.getMessage())));
        } finally {
            running(null);
        }
    }

    /** The connection is closed: what it did not commit is gone, and what it did is due. */
    void settleClosed(Session caller, Limits limits) {
        working.lock();
        try {
            settleAdoptions(caller, true);
            locks.released(limits.maxHeld(), job.lockTimes(), job.reporter());
            outbox.rolledBack();
            runDue(caller, limits);
        } finally {
            working.unlock();
        }
    }

    private void settleAdoptions(Session caller, boolean closed) {
        Side open = side;
        if (open == null || !adoptions.isDue(caller, closed)) {
            return;
        }
        try {
            sideIsProven = false;
            sideProvenAt = System.nanoTime() - PROVEN_FOR.toNanos();
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
