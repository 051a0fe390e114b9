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
 * <p>In a transaction each try has a savepoint, because an error would end the transaction otherwise; without one, each
 * try is a transaction of its own. The caller's lock_timeout is as before afterwards.
 */
public final class PoliteCall {

    /** Past 64 subtransactions every snapshot of the cluster pays for ours. */
    private static final int MAX_SAVEPOINTS = 30;

    private static final String SAVEPOINT = "ddlguard";

    private final Session caller;
    private final CallerContext context;
    private final Reporter reporter;
    private final Side side;
    private final List<Long> relations;
    private final Backoff backoff;

    /**
     * @param cap the longest that a try may queue; a shorter lock_timeout of the caller's own is kept
     * @param relations whose holders are named while we wait
     */
    public PoliteCall(
            Session caller,
            CallerContext context,
            Side side,
            List<Long> relations,
            Duration cap,
            Duration giveUpAfter,
            Reporter reporter) {
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.relations = relations;
        this.reporter = reporter;
        long own = context.lockTimeoutMillis();
        this.backoff = new Backoff(own > 0 && own < cap.toMillis() ? Duration.ofMillis(own) : cap, giveUpAfter);
    }

    public <T extends @Nullable Object> T run(String sql, Call<T> call) throws SQLException {
        long began = System.nanoTime();
        List<Blocker> told = List.of();
        for (int attempt = 1; ; attempt++) {
            try {
                return context.inTransaction() ? inTransaction(sql, call) : inItsOwn(sql, call);
            } catch (SQLException e) {
                if (!LockErrors.isWorthARetry(e) || context.inTransaction() && attempt == MAX_SAVEPOINTS) {
                    throw e;
                }
                List<Blocker> blockers = Blocker.holders(side, relations, context.pid());
                if (!Blocker.same(blockers, told)) {
                    told = blockers;
                    reporter.report(
                            new Event.Waiting("a lock", texts(blockers), Duration.ofNanos(System.nanoTime() - began)));
                }
                if (context.inTransaction()) {
                    caller.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                }
                if (!backoff.pause()) {
                    endAsTheServerWould();
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
        FailedTransaction.begin(caller);
        caller.execute("SAVEPOINT " + SAVEPOINT);
        caller.execute("SET LOCAL lock_timeout = " + backoff.lockTimeoutMillis());
        T result = call.run(sql);
        if (caller.transactionState() == TransactionState.OPEN) {
            // RELEASE keeps a SET LOCAL; the end of the transaction brings the session's own value back.
            caller.execute("SET LOCAL lock_timeout = " + context.lockTimeoutMillis());
            caller.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        }
        return result;
    }

    private <T extends @Nullable Object> T inItsOwn(String sql, Call<T> call) throws SQLException {
        caller.execute("BEGIN");
        try {
            caller.execute("SET LOCAL lock_timeout = " + backoff.lockTimeoutMillis());
            T result = call.run(sql);
            caller.execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBackAfter(e);
            throw e;
        }
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
        if (context.inTransaction()) {
            FailedTransaction.make(caller);
        }
    }

    private static List<String> texts(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::toString).toList();
    }
}
