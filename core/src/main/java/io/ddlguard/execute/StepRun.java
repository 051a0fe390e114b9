package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.Step;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs steps on the side connection, one after the other, under a {@link Watch}. Used once at a time. */
final class StepRun {

    /** How often a step is begun, where only snapshots that are gone by then were in its way. */
    private static final int BEGINNINGS = 4;

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final boolean needsCaller;
    private final Job job;
    private final Adoptions adoptions;
    private final Limits limits;
    private final List<SQLWarning> warnings = new ArrayList<>();
    private volatile boolean cancelled;

    /** Not what takes a step's traces away: a second cancel must not end that. */
    private volatile boolean cancellable;

    private volatile @Nullable Backoff waiting;

    StepRun(
            Session caller,
            CallerContext context,
            Side side,
            boolean needsCaller,
            Job job,
            Adoptions adoptions,
            Limits limits) {
        this.needsCaller = needsCaller;
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.job = job;
        this.adoptions = adoptions;
        this.limits = limits;
    }

    /** What the server said beside the steps' outcomes. */
    List<SQLWarning> warnings() {
        return warnings;
    }

    /** What is to be run, found out when the watch has begun: meanwhile it keeps the caller's transaction alive. */
    @FunctionalInterface
    interface Steps {
        List<Step> get() throws SQLException;
    }

    /**
     * @param what is done, in words, for those who wait
     * @param undo grows by what takes each step away again, in the order of their making: a parent's index takes those
     *     attached to it along
     */
    void run(String what, Steps steps, List<String> undo) throws SQLException, Refusal {
        try (Watch watch = new Watch(
                caller,
                context,
                side,
                needsCaller,
                what,
                job.callers(),
                limits.giveUpAfter(),
                limits.queryTimeout(),
                () -> cancelled,
                this::cancel,
                job.reporter())) {
            releaseSnapshots();
            for (Step step : steps.get()) {
                undo.addAll(step.undo());
                try {
                    runWatched(what, step, watch);
                } catch (SQLException e) {
                    String reason = watch.cancelledBecause();
                    if (reason != null && !cancelled) {
                        throw new Refusal(reason, e);
                    }
                    throw e;
                }
            }
        }
    }

    private void runWatched(String what, Step step, Watch watch) throws SQLException, Refusal {
        for (int i = 1; ; i++) {
            try {
                run(what, step, watch);
                return;
            } catch (SQLException e) {
                if (cancelled || !watch.beginAgain() || i == BEGINNINGS) {
                    throw e;
                }
                takeAway(step, backoff(), e);
            }
        }
    }

    /**
     * Takes away what a step that is to be begun again has left: its name is taken until then.
     *
     * @param error why it came to no end, where somebody keeps us from that for too long
     */
    private void takeAway(Step step, Backoff backoff, SQLException error) throws SQLException {
        adoptions.drop(side, step.undo(), null);
        while (!adoptions.areDropped(side, step.undo())) {
            if (cancelled || !backoff.pause()) {
                throw error;
            }
        }
    }

    /** Runs commands as one transaction, in short tries: they take locks that stop others. */
    void politely(List<String> commands) throws SQLException, HeedEnded {
        Backoff backoff = backoff();
        WantedLocks wanted = WantedLocks.of(side, commands);
        TransactionLocks transaction = new TransactionLocks();
        LockQueue queue = new LockQueue(() -> {}, context.pid(), side, wanted, transaction, limits, job, backoff);
        for (int tries = 1; ; tries++) {
            LockLook look = queue.standAside();
            try {
                long timeout = backoff.lockTimeoutMillis();
                FirstLocks first = FirstLocks.of(side, wanted, look, timeout, 2);
                List<String> all = new ArrayList<>(first.against());
                all.addAll(first.take());
                all.addAll(commands);
                Duration waited = queue.waited();
                long sent = System.nanoTime();
                cancellably(() -> side.transaction(all, timeout));
                transaction.taken(wanted, waited, sent);
                transaction.released(limits.maxHeld(), job.lockTimes(), job.reporter());
                return;
            } catch (SQLException e) {
                failUnlessForALock(e);
                if (!queue.tryAgain() && !cancelled) {
                    queue.giveUp(e, tries);
                    throw e;
                }
            }
        }
    }

    /** Ends the step that runs now; any thread may call it. */
    void cancel() {
        cancelled = true;
        Backoff pause = waiting;
        if (pause != null) {
            pause.end();
        }
        if (!cancellable) {
            return;
        }
        try {
            side.cancel();
        } catch (SQLException e) {
            // The step has ended, or its connection has: either way it does not run on.
        }
    }

    private void releaseSnapshots() throws SQLException, Refusal {
        List<Session> pinning = Snapshots.release(side, job.callers().all());
        if (pinning.contains(caller)) {
            throw new Refusal("the migration's own connection has a cursor open, whose snapshot the build would wait"
                    + " for; close it first");
        }
        // Another connection's cursor may be closed at any moment: the watch waits for it and names it.
    }

    private void run(String what, Step step, Watch watch) throws SQLException, Refusal {
        if (step.patience() == Step.Patience.POLITE) {
            politely(List.of(step.sql()));
            return;
        }
        Backoff backoff = backoff();
        try {
            while (true) {
                heed(what, backoff, watch);
                try {
                    // A lock_timeout that fires in the middle of a build leaves an INVALID index that still rejects
                    // duplicates: there the watch keeps the time.
                    cancellably(() -> side.execute(step.sql(), 0));
                    return;
                } catch (SQLException e) {
                    failUnlessForALock(e);
                    takeAway(step, backoff, e);
                    if (!backoff.pause() && !cancelled) {
                        throw e;
                    }
                }
            }
        } catch (SQLException e) {
            if (!ConcurrentDrop.isRefused(step.sql(), e)) {
                throw e;
            }
            politely(List.of(ConcurrentDrop.plain(step.sql())));
        }
    }

    /** It writes much, or reads much: it is begun when there is room for that. What has begun is not ended for it. */
    private void heed(String what, Backoff backoff, Watch watch) throws SQLException, Refusal {
        Heeding heeding = new Heeding(side, context.pid(), limits.heed(), what + " to begin", job.reporter());
        boolean waited = false;
        while (heeding.standsAside()) {
            waited = true;
            boolean goesOn = backoff.stayAway();
            failIfCancelled();
            String reason = watch.cancelledBecause();
            if (reason != null) {
                throw new Refusal(reason);
            }
            if (!goesOn) {
                throw heeding.timeIsUp(Duration.ZERO);
            }
        }
        if (waited) {
            // Connections of this JVM may have taken new ones meanwhile.
            releaseSnapshots();
        }
    }

    private Backoff backoff() {
        Backoff backoff = new Backoff(limits.lockTimeout(), limits.giveUpAfter());
        waiting = backoff;
        return backoff;
    }

    private void failIfCancelled() throws SQLException {
        if (cancelled) {
            throw Cancelled.byTheUser();
        }
    }

    private void failUnlessForALock(SQLException error) throws SQLException {
        if (cancelled || !LockErrors.isWorthARetry(error)) {
            throw error;
        }
    }

    @FunctionalInterface
    private interface Work {
        @Nullable
        SQLWarning run() throws SQLException;
    }

    private void cancellably(Work work) throws SQLException {
        cancellable = true;
        try {
            // A cancel that came before found nothing to end.
            failIfCancelled();
            SQLWarning warning = work.run();
            if (warning != null) {
                warnings.add(warning);
            }
        } finally {
            cancellable = false;
        }
    }
}
