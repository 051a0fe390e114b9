package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.change.Span;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.execute.HeedEnded;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.execute.OtherDeploys;
import io.ddlguard.execute.PlanRun;
import io.ddlguard.execute.PoliteCall;
import io.ddlguard.execute.Refusal;
import io.ddlguard.execute.TextLocks;
import io.ddlguard.execute.Tries;
import io.ddlguard.journal.Journal;
import io.ddlguard.plan.After;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.report.Event;
import io.ddlguard.report.RefusalText;
import io.ddlguard.rule.Finding;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs what a verdict says, for one call. */
final class PlanRuns {

    private final Session session;
    private final Statement statement;
    private final EnvironmentPolicy policy;
    private final CallerState state;
    private final Job job;

    PlanRuns(Session session, Statement statement, EnvironmentPolicy policy, CallerState state, Job job) {
        this.session = session;
        this.statement = statement;
        this.policy = policy;
        this.state = state;
        this.job = job;
    }

    /** The ruling with a plan that can run here and now; blocked where there is none. */
    Ruling possible(Ruling ruling, CallerContext context) throws SQLException {
        Optional<String> ruledOut =
                ruling.run().aside().isEmpty() ? Optional.empty() : run(context).ruledOut(ruling.run());
        Ruling possible = ruledOut.isPresent() ? ruling.afterTheCommit(ruledOut.get(), policy) : ruling;
        if (possible.noPlan() != null || possible.run().after().isEmpty()) {
            return possible;
        }
        Optional<String> noJournal = job.journal().prepare(state.side(session, context), context);
        return noJournal.map(possible::blocked).orElse(possible);
    }

    void letOthersFinish(CallerContext context) throws SQLException {
        OtherDeploys.letFinish(session, context, state.side(session, context), job, limits());
    }

    <T extends @Nullable Object> T politely(CallerContext context, TextLocks locks, String sql, Call<T> call)
            throws SQLException {
        PoliteCall polite =
                new PoliteCall(session, context, state.side(session, context), state.locks(), limits(), job);
        state.running(polite::cancel);
        try {
            return polite.run(locks, sql, call);
        } catch (HeedEnded e) {
            throw refused("heed", e.text(), e);
        } finally {
            state.running(null);
        }
    }

    /** First what runs outside, for each plan in turn; then the text with every stand-in in its place, sent once. */
    <T extends @Nullable Object> T online(Verdict.Online online, Call<T> call) throws SQLException {
        PlanRun run = run(online.context());
        List<Long> began = new ArrayList<>();
        state.running(run::cancel);
        try {
            for (Ruling ruling : online.plans()) {
                began.add(System.nanoTime());
                announce(ruling);
                run.aside(
                        ruling.run(),
                        raise -> call.run(
                                online.script().with(Map.of(ruling.statement().span(), raise))));
            }
        } catch (Refusal refusal) {
            throw refused(online.plans().get(began.size() - 1), refusal);
        } finally {
            state.running(null);
        }
        if (online.script().controlsTransactions()) {
            return run.inText(inText(online), call);
        }
        Tries<T> tries = online.locks().isEmpty()
                ? (text, whole) -> whole.run(text)
                : (text, whole) -> politely(online.context(), online.locks(), text, whole);
        T result = run.adopt(statement, standIns -> text(online, standIns), tries, call);
        for (int i = 0; i < began.size(); i++) {
            Ruling ruling = online.plans().get(i);
            if (ruling.run().after().isEmpty()) {
                Duration took = Duration.ofNanos(System.nanoTime() - began.get(i));
                job.reporter()
                        .report(new Event.Done(
                                ruling.finding().rule(), ruling.finding().doing(), took));
            }
        }
        return result;
    }

    /** With one stand-in for each statement, which does what is done in its transaction and writes down the rest. */
    private static String inText(Verdict.Online online) {
        Map<ScriptStatement, List<Ruling>> byStatement = new LinkedHashMap<>();
        for (Ruling ruling : online.plans()) {
            byStatement
                    .computeIfAbsent(ruling.statement(), statement -> new ArrayList<>())
                    .add(ruling);
        }
        Map<Span, String> standIns = new HashMap<>();
        byStatement.forEach((statement, rulings) -> standIns.put(
                statement.span(),
                Journal.inText(online.context(), commands(online, statement, rulings), afters(rulings))));
        return online.script().with(standIns);
    }

    private static List<After> afters(List<Ruling> rulings) {
        return rulings.stream()
                .flatMap(ruling -> ruling.run().after().stream())
                .distinct()
                .toList();
    }

    private static List<String> commands(Verdict.Online online, ScriptStatement statement, List<Ruling> rulings) {
        if (rulings.get(0).isOfTheStatement()) {
            List<String> commands = new ArrayList<>(rulings.get(0).run().adopt());
            commands.remove(Plan.NOTHING);
            return commands;
        }
        Map<Span, String> parts = new HashMap<>();
        rulings.forEach(ruling -> parts.put(ruling.span(), ruling.run().standIn()));
        return List.of(online.script().with(statement, parts));
    }

    private static String text(Verdict.Online online, List<String> standIns) {
        Map<Span, String> parts = new HashMap<>();
        for (int i = 0; i < standIns.size(); i++) {
            parts.put(online.plans().get(i).span(), standIns.get(i));
        }
        return online.script().with(parts);
    }

    private void announce(Ruling ruling) {
        Plan plan = ruling.run();
        List<String> commands = new ArrayList<>();
        for (Step step : plan.aside()) {
            commands.add(step.sql() + ";");
        }
        plan.beforeStandIn().forEach(command -> commands.add(command + ";"));
        // What only answers the caller as the server would have is nobody's news.
        if (!plan.standIn().equals(Plan.NOTHING) && !plan.standIn().startsWith("DO ")) {
            commands.add(ruling.asStatement(plan.standIn()) + ";");
        }
        plan.after().forEach(after -> commands.add("-- after the commit: " + after.described()));
        Finding finding = ruling.finding();
        job.reporter().report(new Event.Rewritten(finding.rule(), finding.doing(), finding.harm(), commands));
    }

    private DdlBlockedException refused(Ruling ruling, Refusal refusal) throws SQLException {
        FailedTransaction.make(session);
        if (refusal instanceof HeedEnded heed) {
            return refused("heed", heed.text(), heed);
        }
        Finding finding = ruling.finding();
        String message = RefusalText.gaveUp(
                finding.rule(),
                finding.doing(),
                String.valueOf(refusal.getMessage()),
                ruling.run().aside().stream().anyMatch(step -> step.sql().startsWith("DROP INDEX ")),
                finding.object(),
                policy.allowComments());
        return refused(finding.rule(), message, refusal);
    }

    private DdlBlockedException refused(String rule, String message, Refusal refusal) {
        job.reporter().report(new Event.Refused(rule, message));
        DdlBlockedException blocked = new DdlBlockedException(rule, message);
        blocked.initCause(refusal);
        return blocked;
    }

    private PlanRun run(CallerContext context) throws SQLException {
        return new PlanRun(
                session, context, state.side(session, context), job, state.adoptions(), state.outbox(), limits());
    }

    private Limits limits() throws SQLException {
        return Limits.of(policy).withQueryTimeout(Duration.ofSeconds(statement.getQueryTimeout()));
    }
}
