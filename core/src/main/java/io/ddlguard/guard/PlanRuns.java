package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.execute.Callers;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.execute.PlanRun;
import io.ddlguard.execute.PoliteCall;
import io.ddlguard.execute.Refusal;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.report.Event;
import io.ddlguard.report.RefusalText;
import io.ddlguard.report.Reporter;
import io.ddlguard.rule.Finding;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
    private final Callers callers;
    private final Reporter reporter;

    PlanRuns(
            Session session,
            Statement statement,
            EnvironmentPolicy policy,
            CallerState state,
            Callers callers,
            Reporter reporter) {
        this.session = session;
        this.statement = statement;
        this.policy = policy;
        this.state = state;
        this.callers = callers;
        this.reporter = reporter;
    }

    Optional<String> ruledOut(Plan plan, CallerContext context) throws SQLException {
        return run(context).ruledOut(plan);
    }

    <T extends @Nullable Object> T politely(CallerContext context, List<Long> relations, String sql, Call<T> call)
            throws SQLException {
        PoliteCall polite = new PoliteCall(
                session,
                context,
                state.side(session, context),
                relations,
                policy.lockTimeout(),
                policy.giveUpAfter(),
                queryTimeout(),
                reporter);
        state.running(polite::cancel);
        try {
            return polite.run(sql, call);
        } finally {
            state.running(null);
        }
    }

    <T extends @Nullable Object> T online(GuardedStatement.Verdict.Online online, Call<T> call) throws SQLException {
        Call<T> last = online.relations().isEmpty()
                ? call
                : text -> politely(online.context(), online.relations(), text, call);
        return online(online, online.plans().iterator(), new HashMap<>(), call, last);
    }

    /**
     * Each plan's call is the next plan; the last one sends the text with every stand-in in its place. Where a plan
     * fails, the text is sent with what raises its error, and no other plan begins.
     */
    private <T extends @Nullable Object> T online(
            GuardedStatement.Verdict.Online online,
            Iterator<Ruling> plans,
            Map<ScriptStatement, String> standIns,
            Call<T> call,
            Call<T> last)
            throws SQLException {
        if (!plans.hasNext()) {
            return last.run(online.script().with(standIns));
        }
        Ruling ruling = plans.next();
        Finding finding = ruling.finding();
        long began = System.nanoTime();
        announce(finding);
        PlanRun run = run(online.context());
        state.running(run::cancel);
        T result;
        try {
            result = run.run(
                    finding.plan(),
                    statement,
                    standIn -> {
                        state.running(null);
                        standIns.put(ruling.statement(), standIn);
                        return online(online, plans, standIns, call, last);
                    },
                    raise -> {
                        standIns.put(ruling.statement(), raise);
                        return call.run(online.script().with(standIns));
                    });
        } catch (Refusal refusal) {
            throw refused(finding, refusal);
        } finally {
            state.running(null);
        }
        reporter.report(new Event.Done(finding.rule(), finding.doing(), Duration.ofNanos(System.nanoTime() - began)));
        return result;
    }

    private void announce(Finding finding) {
        List<String> commands = new ArrayList<>();
        for (Step step : finding.plan().aside()) {
            commands.add(step.sql() + ";");
        }
        for (String command : finding.plan().adopt()) {
            // What only answers the caller as the server would have is nobody's news.
            if (!command.equals(Plan.NOTHING) && !command.startsWith("DO ")) {
                commands.add(command + ";");
            }
        }
        reporter.report(new Event.Rewritten(finding.rule(), finding.doing(), finding.harm(), commands));
    }

    private DdlBlockedException refused(Finding finding, Refusal refusal) throws SQLException {
        FailedTransaction.make(session);
        String message = RefusalText.gaveUp(
                finding.rule(),
                finding.doing(),
                String.valueOf(refusal.getMessage()),
                finding.plan().aside().stream().anyMatch(step -> step.sql().startsWith("DROP INDEX ")),
                finding.object(),
                policy.allowComments());
        reporter.report(new Event.Refused(finding.rule(), message));
        DdlBlockedException blocked = new DdlBlockedException(finding.rule(), message);
        blocked.initCause(refusal);
        return blocked;
    }

    private PlanRun run(CallerContext context) throws SQLException {
        return new PlanRun(
                session,
                context,
                state.side(session, context),
                callers,
                state.adoptions(),
                policy.lockTimeout(),
                policy.giveUpAfter(),
                queryTimeout(),
                reporter);
    }

    private Duration queryTimeout() throws SQLException {
        return Duration.ofSeconds(statement.getQueryTimeout());
    }
}
