package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a build, once a second, on a connection and a thread of its own. It reports progress, names who is in the
 * way, keeps the caller's idle transaction alive, and cancels the build where it waits for one of this JVM's own
 * connections (a circle that PostgreSQL cannot see) or for others longer than the policy allows.
 */
final class Watch implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration CALLER_EVERY = Duration.ofSeconds(30);

    private final Session caller;
    private final CallerContext context;
    private final Side eyes;
    private final Side build;
    private final boolean needsCaller;
    private final String what;
    private final Callers callers;
    private final Duration giveUpAfter;
    private final long deadline;
    private final BooleanSupplier cancelled;
    private final Runnable cancel;
    private final Reporter reporter;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String cancelledBecause;
    private volatile boolean beginAgain;
    private boolean wasInVain;

    private final long began = System.nanoTime();
    private final BuildProgress progress;
    private long toldAt = began;
    private long callerAt = began;
    private long waitingSince;
    private List<Blocker> told = List.of();

    /**
     * Opens its connection at once: a build that cannot be watched must not begin.
     *
     * @param build the connection that runs the steps
     * @param needsCaller whether the work is for a transaction of the caller's, and in vain without it
     * @param timeout of the caller's statement; zero for none
     * @param cancelled whether the caller wants no more: a cancel between two steps reaches none of them
     * @param cancel what the caller's own cancel does, also where a step only waits to begin
     */
    Watch(
            Session caller,
            CallerContext context,
            Side build,
            boolean needsCaller,
            String what,
            Callers callers,
            Duration giveUpAfter,
            Duration timeout,
            BooleanSupplier cancelled,
            Runnable cancel,
            Reporter reporter)
            throws SQLException {
        this.caller = caller;
        this.context = context;
        this.build = build;
        this.needsCaller = needsCaller;
        this.what = what;
        this.progress = new BuildProgress(what, began);
        this.callers = callers;
        this.giveUpAfter = giveUpAfter;
        this.deadline = timeout.isZero() ? Long.MAX_VALUE : System.nanoTime() + timeout.toNanos();
        this.cancelled = cancelled;
        this.cancel = cancel;
        this.reporter = reporter;
        this.eyes = Side.open(caller, context);
        this.thread = new Thread(this::watch, "ddlguard-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Why the build was cancelled by the watch, or null where it was not. */
    @Nullable
    String cancelledBecause() {
        return cancelledBecause;
    }

    private void watch() {
        try {
            while (!ended.await(lookEveryMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (SQLException | RuntimeException e) {
            giveUp(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Often enough to keep the caller's idle transaction from its own timeout. */
    private long lookEveryMillis() {
        long idle = context.inTransaction() ? context.idleTimeoutMillis() : 0;
        return idle == 0 ? LOOK_EVERY.toMillis() : Math.min(LOOK_EVERY.toMillis(), Math.max(1, idle / 3));
    }

    /** Unwatched, the build could wait for ever in a circle that includes ourselves. */
    private void giveUp(Exception failure) {
        if (ended.getCount() == 0) {
            return;
        }
        cancelledBecause = "the connection that watched over it failed: " + failure.getMessage();
        try {
            build.cancel();
        } catch (SQLException e) {
            // The step has ended, or its connection has.
        }
    }

    private void look() throws SQLException {
        long now = System.nanoTime();
        keepCaller(now);
        if (needsCaller && !callerIsThere()) {
            cancel("the connection that runs the migration has gone");
            return;
        }
        if (now > deadline) {
            // As the driver's own timer would: the server answers 57014.
            cancel.run();
        }
        if (cancelled.getAsBoolean()) {
            build.cancel();
            return;
        }
        List<Blocker> chain = Blocker.chain(eyes, build.pid(), callers);
        List<Integer> pids = chain.stream().map(Blocker::pid).toList();
        if (pids.contains(context.pid())) {
            cancel("the build waits, by way of others, for the migration's own transaction: " + chain);
            return;
        }
        List<Session> own = callers.withPid(pids);
        if (!own.isEmpty() && !Snapshots.release(eyes, own).isEmpty()) {
            cancel("the build waits for another connection of this JVM: " + chain);
            return;
        }
        if (waitsInVain(pids)) {
            beginAgain = true;
            build.cancel();
            return;
        }
        waitFor(chain, now);
        tell(now);
    }

    /**
     * Whether those who are in the way have long let go of the snapshots that the build found when it looked: it waits
     * for the ends of their transactions now, and if it began again it would find nobody. Seen twice in a row.
     */
    private boolean waitsInVain(List<Integer> pids) throws SQLException {
        boolean inVain = !pids.isEmpty()
                && eyes.query(
                                "SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index WHERE phase ="
                                        + " 'waiting for old snapshots' AND pid = " + build.pid() + ") AND "
                                        + pids.size() + " = (SELECT pg_catalog.count(*) FROM"
                                        + " pg_catalog.pg_stat_activity WHERE state = 'idle in transaction' AND"
                                        + " backend_xmin IS NULL AND pid IN ("
                                        + pids.stream().map(String::valueOf).collect(Collectors.joining(", ")) + "))",
                                row -> row.getBoolean(1))
                        .get(0);
        boolean again = inVain && wasInVain;
        wasInVain = inVain;
        return again;
    }

    /** Whether the step was cancelled only to be begun again; asked once for each time. */
    boolean beginAgain() {
        boolean again = beginAgain;
        beginAgain = false;
        return again;
    }

    /** With its connection goes its transaction, and nobody is left to adopt the index. */
    private boolean callerIsThere() throws SQLException {
        return !eyes.query("SELECT FROM pg_catalog.pg_stat_activity WHERE pid = " + context.pid(), row -> true)
                .isEmpty();
    }

    private void waitFor(List<Blocker> chain, long now) throws SQLException {
        if (chain.isEmpty()) {
            waitingSince = 0;
            return;
        }
        if (waitingSince == 0) {
            waitingSince = now;
        }
        Duration waited = Duration.ofNanos(now - waitingSince);
        if (!Blocker.same(chain, told)) {
            told = chain;
            reporter.report(new Event.Waiting(what + " to let older transactions end", Blocker.texts(chain), waited));
        }
        if (waited.compareTo(giveUpAfter) > 0) {
            cancel("older transactions were in the way for " + waited.toSeconds() + " s: " + chain);
        }
    }

    private void tell(long now) throws SQLException {
        if (now - toldAt < reporter.progressEvery().toNanos()) {
            return;
        }
        toldAt = now;
        eyes.query(
                        "SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END,"
                                + " CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END"
                                + " FROM pg_catalog.pg_stat_progress_create_index WHERE pid = " + build.pid(),
                        row -> progress.at(row.getString(1), row.getLong(2), row.getLong(3), now))
                .forEach(reporter::report);
    }

    /** An idle transaction that the server would end takes the migration with it. */
    private void keepCaller(long now) throws SQLException {
        if (!context.inTransaction() || caller.transactionState() != TransactionState.OPEN) {
            return;
        }
        long every = CALLER_EVERY.toMillis();
        if (context.idleTimeoutMillis() > 0) {
            every = Math.min(every, context.idleTimeoutMillis() / 3);
        }
        if (now - callerAt > TimeUnit.MILLISECONDS.toNanos(every)) {
            callerAt = now;
            caller.release();
        }
    }

    private void cancel(String reason) throws SQLException {
        cancelledBecause = reason;
        eyes.query("SELECT pg_catalog.pg_cancel_backend(" + build.pid() + ")", row -> row.getBoolean(1));
    }

    @Override
    public void close() throws SQLException {
        ended.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        eyes.close();
    }
}
