package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the caller's call on the caller's connection with a short lock_timeout, again and again: a statement that waits
 * for a strong lock stops everyone who comes after it.
 *
 * <p>In a transaction the tries go back to a savepoint, because an error would end the transaction otherwise; without
 * one, each try is a transaction of its own. The caller's lock_timeout is as before afterwards.
 */
public final class PoliteCall {

    private static final String SAVEPOINT = "ddlguard";

    private final Session caller;
    private final CallerContext context;
    private final Reporter reporter;
    private final Side side;
    private final List<Long> relations;
    private final Backoff backoff;
    private final boolean inTransaction;
    private final boolean cutShort;
    private boolean hasSavepoint;
    private volatile boolean cancelled;

    /**
     * @param relations whose holders are named while we wait
     * @param limits a shorter lock_timeout of the caller's own is kept; the query timeout is for all tries together
     */
    public PoliteCall(
            Session caller, CallerContext context, Side side, List<Long> relations, Limits limits, Reporter reporter) {
        Duration cap = limits.lockTimeout();
        Duration giveUpAfter = limits.giveUpAfter();
        Duration queryTimeout = limits.queryTimeout();
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.relations = relations;
        this.reporter = reporter;
        long own = context.lockTimeoutMillis();
        this.cutShort = !queryTimeout.isZero() && queryTimeout.compareTo(giveUpAfter) < 0;
        this.backoff = new Backoff(
                own > 0 && own < cap.toMillis() ? Duration.ofMillis(own) : cap, cutShort ? queryTimeout : giveUpAfter);
        // A plan may have begun one around us.
        this.inTransaction = context.inTransaction() || caller.transactionState() != TransactionState.IDLE;
    }

    /** Ends the waiting between two tries; any thread may call it. */
    public void cancel() {
        cancelled = true;
        backoff.end();
    }

    public <T extends @Nullable Object> T run(String sql, Call<T> call) throws SQLException {
        long began = System.nanoTime();
        List<Blocker> told = List.of();
        while (true) {
            try {
                return inTransaction ? inTransaction(sql, call) : inItsOwn(sql, call);
            } catch (SQLException e) {
                if (!LockErrors.isWorthARetry(e)) {
                    throw e;
                }
                List<Blocker> blockers = Blocker.holders(side, relations, context.pid());
                if (!Blocker.same(blockers, told)) {
                    told = blockers;
                    reporter.report(
                            new Event.Waiting("a lock", texts(blockers), Duration.ofNanos(System.nanoTime() - began)));
                }
                if (inTransaction) {
                    // It gives back the locks that the try did get, and lock_timeout.
                    caller.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                }
                if (!backoff.pause()) {
                    endAsTheServerWould();
                    if (cancelled || cutShort) {
                        throw Cancelled.byTheUser();
                    }
                    reporter.report(new Event.Notice(
                            Event.Level.ERROR,
                            "gave up waiting for a lock after "
                                    + Duration.ofNanos(System.nanoTime() - began)
                                            .toSeconds() + " s; in the way: "
                                    + String.join("; ", texts(blockers))));
                    throw e;
                }
            }
        }
    }

    private <T extends @Nullable Object> T inTransaction(String sql, Call<T> call) throws SQLException {
        if (!hasSavepoint) {
            FailedTransaction.begin(caller);
            caller.execute("SAVEPOINT " + SAVEPOINT);
            hasSavepoint = true;
        }
        long ours = backoff.lockTimeoutMillis();
        caller.execute("SET LOCAL lock_timeout = " + ours);
        CallOutcome<T> outcome;
        try {
            outcome = CallOutcome.of(call, sql, caller);
        } catch (SQLException | RuntimeException | Error e) {
            goBackWhereTheDriverDid(e);
            throw e;
        }
        goOn(ours);
        return outcome.get();
    }

    private void goOn(long ours) throws SQLException {
        if (caller.transactionState() == TransactionState.OPEN) {
            // RELEASE keeps a SET LOCAL; the end of the transaction brings the session's own value back. What the text
            // itself has set stays. RELEASE lets go of the answer's snapshot, too.
            caller.query(
                    "SELECT pg_catalog.set_config('lock_timeout', '" + context.lockTimeoutMillis() + "', true)"
                            + " FROM pg_catalog.pg_settings WHERE name = 'lock_timeout' AND setting = '" + ours + "'",
                    row -> true);
            caller.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        }
    }

    /** With autosave on, the driver goes back to a savepoint of its own, which has our lock_timeout. */
    private void goBackWhereTheDriverDid(Throwable failure) {
        boolean retried = failure instanceof SQLException e && LockErrors.isWorthARetry(e);
        if (retried || caller.transactionState() != TransactionState.OPEN) {
            return;
        }
        try {
            caller.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            caller.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private <T extends @Nullable Object> T inItsOwn(String sql, Call<T> call) throws SQLException {
        caller.execute("BEGIN");
        CallOutcome<T> outcome;
        try {
            caller.execute("SET LOCAL lock_timeout = " + backoff.lockTimeoutMillis());
            outcome = CallOutcome.of(call, sql, caller);
            caller.execute("COMMIT");
        } catch (SQLException | RuntimeException | Error e) {
            rollBackAfter(e);
            throw e;
        }
        return outcome.get();
    }

    private void rollBackAfter(Throwable failure) {
        try {
            if (caller.transactionState() != TransactionState.IDLE) {
                caller.execute("ROLLBACK");
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** An error ends the transaction; the savepoint had kept it alive for another try. */
    private void endAsTheServerWould() throws SQLException {
        if (inTransaction) {
            FailedTransaction.make(caller);
        }
    }

    private static List<String> texts(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::toString).toList();
    }
}
