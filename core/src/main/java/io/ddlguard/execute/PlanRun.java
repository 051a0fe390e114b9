package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.journal.Journal;
import io.ddlguard.plan.After;
import io.ddlguard.plan.Held;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Call;
import io.ddlguard.session.Queries;
import io.ddlguard.session.ServerError;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the plans of one text: first what runs aside, then the caller's own call with the stand-ins, in whose
 * transaction their results are adopted and what comes after it is written down. Whatever goes wrong, what the steps
 * have made is taken away again, and the caller gets the server's own error.
 */
public final class PlanRun {

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final Adoptions adoptions;
    private final Outbox outbox;
    private final Journal journal;
    private final Reporter reporter;
    private final StepRun steps;
    private final List<RanPlan> plans = new ArrayList<>();

    public PlanRun(
            Session caller,
            CallerContext context,
            Side side,
            Job job,
            Adoptions adoptions,
            Outbox outbox,
            Limits limits) {
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.adoptions = adoptions;
        this.outbox = outbox;
        this.journal = job.journal();
        this.reporter = job.reporter();
        this.steps = new StepRun(caller, context, side, true, job, adoptions, limits);
    }

    /** Why the plan cannot run beside the caller's transaction; empty if it can. */
    public Optional<String> ruledOut(Plan plan) throws SQLException {
        return plan.aside().isEmpty() ? Optional.empty() : new AsideConditions(caller, context, side).ruledOut(plan);
    }

    /** Ends the step that runs now; any thread may call it. */
    public void cancel() {
        steps.cancel();
    }

    /**
     * Runs what a plan has to run outside. If it fails, so does everything: nothing else is to be begun.
     *
     * @param failing the caller's call, made with what raises the error of a step
     * @throws Refusal if the plan had to be given up for a reason of ours
     */
    public void aside(Plan plan, Call<?> failing) throws SQLException, Refusal {
        if (plan.aside().isEmpty() || plan.isTriedWhole()) {
            lookFirst(plan, failing);
        }
        if (plan.aside().isEmpty()) {
            plans.add(new RanPlan(plan, List.of(), null));
            return;
        }
        try {
            runAside(plan);
        } catch (SQLException e) {
            try {
                new ServerErrorReplay(caller, plan.privateName(), plan.publicName()).raise(e, failing);
            } finally {
                takeAway();
            }
        } catch (Refusal e) {
            // Aborted, the caller's transaction gives its locks back: who waits for them may be in our way.
            try {
                FailedTransaction.make(caller);
            } finally {
                takeAway();
            }
            throw e;
        }
    }

    /** Bad data is to fail here and now, with the error of the statement as it was written. */
    private void lookFirst(Plan plan, Call<?> failing) throws SQLException {
        Optional<ServerError> found = new FirstLook(context, side).find(plan.badRows());
        if (found.isEmpty()) {
            return;
        }
        SQLException error = new SQLException(found.get().message(), found.get().sqlState());
        try {
            new ServerErrorReplay(caller, plan.privateName(), plan.publicName()).raise(found.get(), error, failing);
            throw error;
        } finally {
            takeAway();
        }
    }

    private void runAside(Plan plan) throws SQLException, Refusal {
        List<String> undo = new ArrayList<>();
        steps.run(what(plan), () -> begin(plan, undo), undo);
        RanPlan ran = plans.get(plans.size() - 1);
        if (plan.held() instanceof Held.Reindex && ran.row() != null) {
            // Nothing of it waits for the caller's commit.
            side.execute(Journal.done(ran.row()));
            plans.set(plans.size() - 1, new RanPlan(plan, undo, null));
        }
    }

    /** Answers the steps that are to be run: none where an earlier deploy has built the index already. */
    private List<Step> begin(Plan plan, List<String> undo) throws SQLException {
        Held held = plan.held();
        // Without a journal it goes as well; what a crash would leave has to be found by its name then.
        if (held == null || journal.prepare(side, context).isPresent()) {
            plans.add(new RanPlan(plan, undo, null));
            return plan.aside();
        }
        Optional<After.BuildIndex> index = held.index();
        Optional<String> earlier = index.isPresent() && plan.aside().size() == 1
                ? journal.takeOver(side, context, index.get())
                : Optional.empty();
        if (earlier.isPresent()) {
            Plan adopting = plan.adopting(IndexName.PRIVATE + earlier.get());
            plans.add(new RanPlan(adopting, adopting.aside().get(0).undo(), earlier.get()));
            reporter.report(new Event.Notice(
                    Event.Level.INFO, "an earlier deploy has built " + what(plan) + " already; it is adopted"));
            return List.of();
        }
        journal.begin(side, context, held);
        plans.add(new RanPlan(plan, undo, held.id()));
        return plan.aside();
    }

    /**
     * Makes the caller's call in the transaction in which everything takes effect.
     *
     * @param statement the caller's, which gets the warnings of the steps
     * @param text the caller's text with a stand-in for each plan, in their order
     */
    public <T extends @Nullable Object> T adopt(
            Statement statement, Function<List<String>, String> text, Tries<T> tries, Call<T> call)
            throws SQLException {
        boolean alone = !context.inTransaction() && plans.stream().anyMatch(RanPlan::needsATransaction);
        List<String> written = new ArrayList<>();
        CallOutcome<T> outcome;
        try {
            if (alone) {
                caller.execute("BEGIN");
            }
            FailedTransaction.begin(caller);
            outcome = inTransaction(text, tries, call, written);
            if (alone) {
                caller.execute("COMMIT");
            }
        } catch (SQLException | RuntimeException | Error e) {
            try {
                if (alone && caller.transactionState() != TransactionState.IDLE) {
                    caller.execute("ROLLBACK");
                }
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            takeAway();
            throw e;
        }
        if (context.inTransaction()) {
            remember();
        }
        outbox.add(written);
        for (SQLWarning warning : steps.warnings()) {
            caller.addWarning(statement, warning);
        }
        return outcome.get();
    }

    private <T extends @Nullable Object> CallOutcome<T> inTransaction(
            Function<List<String>, String> text, Tries<T> tries, Call<T> call, List<String> written)
            throws SQLException {
        // Two constraints of one statement leave the same to be done.
        Set<After> afters = new LinkedHashSet<>();
        Map<Long, List<Long>> notValid = new HashMap<>();
        List<String> alongWithTheCall = new ArrayList<>();
        for (RanPlan ran : plans) {
            afters.addAll(ran.plan().after());
            if (ran.plan().isTriedWhole()) {
                alongWithTheCall.addAll(ran.plan().beforeStandIn());
            } else {
                execute(ran.plan().beforeStandIn());
            }
        }
        for (After after : afters) {
            if (after instanceof After.Validate validate) {
                notValid.put(validate.table().oid(), Journal.notValid(caller, validate.table()));
            }
        }
        String sent = text.apply(plans.stream().map(ran -> ran.plan().standIn()).toList());
        Call<T> whole = sql -> {
            execute(alongWithTheCall);
            return call.run(sql);
        };
        CallOutcome<T> outcome = CallOutcome.of(sql -> tries.run(sql, whole), sent, caller);
        for (RanPlan ran : plans) {
            if (ran.row() != null) {
                caller.execute(Journal.done(ran.row()));
            }
        }
        for (After after : afters) {
            List<Long> before = notValid.getOrDefault(after.table().oid(), List.of());
            written.addAll(journal.plan(caller, context, after, before));
        }
        return outcome;
    }

    private void execute(List<String> commands) throws SQLException {
        for (String command : commands) {
            caller.execute(command);
        }
    }

    /**
     * Makes the caller's call with a text that begins or ends transactions itself: what comes after them is written
     * down by the stand-ins, in whichever transaction they run.
     */
    public <T extends @Nullable Object> T inText(String text, Call<T> call) throws SQLException {
        T result;
        try {
            result = call.run(text);
        } catch (SQLException | RuntimeException | Error e) {
            try {
                takeDown();
            } catch (SQLException failed) {
                e.addSuppressed(failed);
            }
            throw e;
        }
        takeDown();
        return result;
    }

    /** A text that failed may have committed before it did. */
    private void takeDown() throws SQLException {
        TransactionState state = caller.transactionState();
        if (state == TransactionState.FAILED) {
            return;
        }
        Queries connection = state == TransactionState.OPEN ? caller : side;
        List<String> written = new ArrayList<>(journal.planned(connection, context));
        written.removeAll(outbox.ids());
        outbox.add(written);
        if (connection == caller) {
            caller.release();
        }
    }

    private void remember() {
        for (RanPlan ran : plans) {
            if (!ran.plan().privateName().isEmpty()) {
                String schema = ran.plan().on().get(0).schema();
                adoptions.add(schema, ran.plan().privateName(), ran.undo(), ran.row());
            }
        }
    }

    private void takeAway() {
        for (RanPlan ran : plans) {
            adoptions.drop(side, ran.undo(), ran.row());
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
}
