package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the aside steps of a plan and then lets the caller's transaction adopt their result. Whatever goes wrong, what
 * the steps have made is taken away again, and the caller gets the server's own error.
 */
public final class PlanRun {

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final Callers callers;
    private final Adoptions adoptions;
    private final Duration lockTimeout;
    private final Duration giveUpAfter;
    private final Duration queryTimeout;
    private final Reporter reporter;
    private final List<SQLWarning> warnings = new ArrayList<>();
    private volatile boolean cancelled;
    private volatile @Nullable Backoff waiting;

    public PlanRun(
            Session caller,
            CallerContext context,
            Side side,
            Callers callers,
            Adoptions adoptions,
            Duration lockTimeout,
            Duration giveUpAfter,
            Duration queryTimeout,
            Reporter reporter) {
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.callers = callers;
        this.adoptions = adoptions;
        this.lockTimeout = lockTimeout;
        this.giveUpAfter = giveUpAfter;
        this.queryTimeout = queryTimeout;
        this.reporter = reporter;
    }

    /** Why the plan cannot run beside the caller's transaction; empty if it can. */
    public Optional<String> ruledOut(Plan plan) throws SQLException {
        return plan.aside().isEmpty() ? Optional.empty() : new AsideConditions(caller, context, side).ruledOut(plan);
    }

    /**
     * @param statement the caller's, which gets the warnings of the steps
     * @param call the caller's call; it is made with the stand-in
     * @param failing the same, made with what raises the error of a step: nothing more is done for it
     * @throws Refusal if the plan had to be given up for a reason of ours
     */
    public <T extends @Nullable Object> T run(Plan plan, Statement statement, Call<T> call, Call<T> failing)
            throws SQLException, Refusal {
        List<String> undo = new ArrayList<>();
        if (!plan.aside().isEmpty()) {
            try {
                runAside(plan, undo);
            } catch (SQLException e) {
                try {
                    return new ServerErrorReplay(caller, plan.privateName(), plan.publicName()).raise(e, failing);
                } finally {
                    adoptions.drop(side, undo);
                }
            } catch (Refusal e) {
                // Aborted, the caller's transaction gives its locks back: who waits for them may be in our way.
                try {
                    FailedTransaction.make(caller);
                } finally {
                    adoptions.drop(side, undo);
                }
                throw e;
            }
        }
        T result = adopt(plan, undo, call);
        for (SQLWarning warning : warnings) {
            caller.addWarning(statement, warning);
        }
        return result;
    }

    /**
     * @param undo grows by what takes each step away again, in the order of their making: a parent's index takes those
     *     attached to it along
     */
    private void runAside(Plan plan, List<String> undo) throws SQLException, Refusal {
        try (Watch watch = new Watch(
                caller, context, side, what(plan), callers, giveUpAfter, queryTimeout, () -> cancelled, reporter)) {
            releaseSnapshots();
            for (Step step : plan.aside()) {
                undo.addAll(step.undo());
                try {
                    run(step);
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

    /** Ends the step that runs now; any thread may call it. */
    public void cancel() {
        cancelled = true;
        Backoff pause = waiting;
        if (pause != null) {
            pause.end();
        }
        try {
            side.cancel();
        } catch (SQLException e) {
            // The step has ended, or its connection has: either way it does not run on.
        }
    }

    private void releaseSnapshots() throws SQLException, Refusal {
        List<Session> pinning = Snapshots.release(side, callers.all());
        if (pinning.contains(caller)) {
            throw new Refusal("the migration's own connection has a cursor open, whose snapshot the build would wait"
                    + " for; close it first");
        }
        // Another connection's cursor may be closed at any moment: the watch waits for it and names it.
    }

    private void run(Step step) throws SQLException {
        boolean polite = step.patience() == Step.Patience.POLITE;
        Backoff backoff = new Backoff(lockTimeout, giveUpAfter);
        waiting = backoff;
        while (true) {
            if (cancelled) {
                throw Cancelled.byTheUser();
            }
            try {
                // A lock_timeout that fires in the middle of a build leaves an INVALID index that still rejects
                // duplicates: there the watch keeps the time.
                keepWarnings(side.execute(step.sql(), polite ? backoff.lockTimeoutMillis() : 0));
                return;
            } catch (SQLException e) {
                if (cancelled || !LockErrors.isWorthARetry(e)) {
                    throw e;
                }
                if (!polite) {
                    adoptions.drop(side, step.undo());
                }
                if (!backoff.pause() && !cancelled) {
                    throw e;
                }
            }
        }
    }

    private static String what(Plan plan) {
        if (!plan.publicName().isEmpty()) {
            return "index " + plan.publicName();
        }
        return plan.on().isEmpty()
                ? "the indexes"
                : "the indexes of " + plan.on().get(0);
    }

    private void keepWarnings(@Nullable SQLWarning warning) {
        if (warning != null) {
            warnings.add(warning);
        }
    }

    private <T extends @Nullable Object> T adopt(Plan plan, List<String> undo, Call<T> call) throws SQLException {
        List<String> commands = plan.adopt();
        String standIn = commands.get(commands.size() - 1);
        boolean alone = !context.inTransaction() && commands.size() > 1;
        try {
            if (alone) {
                caller.execute("BEGIN");
            }
            FailedTransaction.begin(caller);
            for (String command : commands.subList(0, commands.size() - 1)) {
                caller.execute(command);
            }
            T result = call.run(standIn);
            if (alone) {
                caller.execute("COMMIT");
            } else if (context.inTransaction() && !plan.privateName().isEmpty()) {
                adoptions.add(schema(plan), plan.privateName(), undo);
            }
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                if (alone && caller.transactionState() != TransactionState.IDLE) {
                    caller.execute("ROLLBACK");
                }
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            adoptions.drop(side, undo);
            throw e;
        }
    }

    private static String schema(Plan plan) {
        Relation first = plan.on().get(0);
        return first.schema();
    }
}
