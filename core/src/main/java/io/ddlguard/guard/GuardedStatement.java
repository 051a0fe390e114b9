package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Look;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.TextLocks;
import io.ddlguard.journal.Journal;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.policy.Action;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Mode;
import io.ddlguard.policy.Scope;
import io.ddlguard.report.Event;
import io.ddlguard.report.RefusalText;
import io.ddlguard.report.Reporter;
import io.ddlguard.rule.Finding;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of the caller's, from its text to its outcome. Used once, by the caller's thread. */
final class GuardedStatement {

    private final Session session;
    private final Statement statement;
    private final String sql;
    private final EnvironmentPolicy policy;
    private final CallerState state;
    private final Job job;
    private final Reporter reporter;
    private final boolean enforcing;
    private Made made = Made.NOTHING;
    private List<String> gone = List.of();
    private @Nullable CallerContext madeIn;

    GuardedStatement(
            Session session, Statement statement, String sql, EnvironmentPolicy policy, CallerState state, Job job) {
        this.session = session;
        this.statement = statement;
        this.sql = sql;
        this.policy = policy;
        this.state = state;
        this.job = job;
        this.reporter = job.reporter();
        this.enforcing = enforces(policy);
    }

    /**
     * @throws SQLException the server's own error over a text that nobody can read, or the reason why the guard cannot
     *     look; the caller's transaction has failed then
     */
    Verdict judge(boolean batch) throws SQLException {
        try {
            return read(batch);
        } catch (SQLException e) {
            if (enforcing || session.transactionState() == TransactionState.FAILED) {
                FailedTransaction.make(session);
                throw e;
            }
            reporter.report(new Event.Notice(Event.Level.WARN, "not judged: " + e.getMessage()));
            return Verdict.AS_WRITTEN;
        }
    }

    private Verdict read(boolean batch) throws SQLException {
        String sent = session.nativeSql(statement, sql);
        if (!session.standardConformingStrings() && sent.indexOf('\\') >= 0) {
            return refuseUnread("standard_conforming_strings is off and the text has a backslash in it, so that only"
                    + " the server knows where its strings end");
        }
        Script script;
        try {
            script = Script.read(sent);
        } catch (PgSyntaxException e) {
            if (enforcing) {
                new UnreadableText(session, sent).letTheServerSpeak();
            }
            return refuseUnread("PostgreSQL's grammar of version 18, which ddlguard reads with, does not know it ("
                    + e.getMessage() + ")");
        }
        List<Change> changes = script.statements().stream()
                .flatMap(part -> part.changes().stream())
                .toList();
        // With work left for after the commit, any text may name what is not there yet.
        boolean harmless = state.outbox().isEmpty() && changes.stream().allMatch(GuardedStatement::isHarmless);
        return harmless ? Verdict.AS_WRITTEN : judge(script, changes, batch);
    }

    /** Whether a change needs no look at the server. */
    private static boolean isHarmless(Change change) {
        return change.relations().isEmpty()
                && !(change instanceof Change.DynamicSql)
                && !(change instanceof Change.Reindex)
                && !(change instanceof Change.CreateRelation)
                && !(change instanceof Maintenance)
                && !(change instanceof ObjectChange);
    }

    private Verdict judge(Script script, List<Change> changes, boolean batch) throws SQLException {
        Set<RelationName> names = new LinkedHashSet<>();
        changes.forEach(change -> {
            names.addAll(change.relations());
            change.locks().forEach(lock -> names.add(lock.relation()));
        });
        Look look = Look.at(session, names, job.objects());
        CallerContext context = look.context();
        if (context.readOnly()) {
            // 25006 is the server's to give.
            return Verdict.AS_WRITTEN;
        }
        Facts facts = new Facts(session, look, () -> state.side(session, context), job.objects(), policy.ignoreBelow());
        if (script.statements().size() > 1) {
            facts.sentTogether();
        }
        Dependants dependants = new Dependants(script, pending(context), facts);
        dependants.reserveNames();
        Judge judge = new Judge(script, facts, policy, batch);
        List<Ruling> rulings = judge.rule();
        if (!enforcing) {
            observe(rulings);
            return Verdict.AS_WRITTEN;
        }
        if (judge.badComment() != null) {
            return refuse(
                    "allow-comment",
                    "ddlguard refused a statement because of a comment that means to allow something"
                            + " [allow-comment]. Nothing was sent.\n  Problem:\n    " + judge.badComment()
                            + "\n  More:\n    docs/rules/allow-comment.md");
        }
        if (judge.problem() != null) {
            return refuseUnread(judge.problem());
        }
        Optional<String> problem = dependants.problem();
        if (problem.isPresent()) {
            return refuse(Dependants.TAG, Dependants.refusal(problem.get()));
        }
        made = judge.made();
        madeIn = context;
        gone = dependants.gone();
        Verdict verdict = verdict(script, rulings, facts, changes, batch);
        // Any other is followed at once by a command on this connection, which lets go of the answers' snapshot.
        if (verdict instanceof Verdict.Online && session.transactionState() == TransactionState.OPEN) {
            session.release();
        }
        return verdict;
    }

    /** What the open transaction has left for after its commit, as the server says: a savepoint may have gone. */
    private List<JournalRow> pending(CallerContext context) throws SQLException {
        return state.outbox().isEmpty() || !context.inTransaction()
                ? List.of()
                : job.journal().open(session, state.outbox().ids());
    }

    static boolean enforces(EnvironmentPolicy policy) {
        return policy.mode() == Mode.ENFORCE && (policy.scope() == Scope.ALWAYS || DeployFrames.areOnTheStack());
    }

    private Verdict verdict(Script script, List<Ruling> rulings, Facts facts, List<Change> changes, boolean batch)
            throws SQLException {
        for (Ruling ruling : rulings) {
            if (ruling.action() == Action.BLOCK) {
                return refuse(ruling, ruling.noPlan());
            }
        }
        if (!facts.context().inTransaction() && !changes.isEmpty() && changes.get(0) instanceof Change.LockTable) {
            // 25P01 is the server's to give, which it would not in a transaction of ours. Behind another statement of
            // the same text it gives none.
            return Verdict.AS_WRITTEN;
        }
        List<Ruling> plans = new ArrayList<>();
        PlanRuns runs = new PlanRuns(session, statement, policy, state, job);
        for (Ruling ruling : rulings) {
            Finding finding = ruling.finding();
            if (ruling.action() == Action.REWRITE) {
                Ruling possible = runs.possible(ruling, facts.context());
                if (possible.noPlan() != null) {
                    return refuse(possible, possible.noPlan());
                }
                plans.add(possible);
            } else {
                reporter.report(new Event.Warned(finding.rule(), finding.doing(), finding.harm(), ruling.because()));
            }
        }
        TextLocks locks = new TextLocksReader(script, changes, facts).read(plans, batch);
        if (!plans.isEmpty()) {
            return new Verdict.Online(facts.context(), script, plans, locks);
        }
        return locks.isEmpty() ? Verdict.AS_WRITTEN : new Verdict.Politely(facts.context(), locks);
    }

    private void observe(List<Ruling> rulings) {
        String because = policy.mode() == Mode.OBSERVE
                ? "mode: observe"
                : "not in a deploy: no migration tool on the stack, and the policy does not say scope: always";
        for (Ruling ruling : rulings) {
            if (ruling.action() != Action.ALLOW) {
                reporter.report(new Event.Observed(
                        ruling.finding().rule(),
                        ruling.finding().doing(),
                        switch (ruling.action()) {
                            case REWRITE -> "run online";
                            case BLOCK -> "been refused";
                            case WARN, ALLOW -> "gone as written, with a warning";
                        },
                        because));
            }
        }
    }

    private Verdict refuse(Ruling ruling, @Nullable String noPlan) {
        Finding finding = ruling.finding();
        return refuse(
                finding.rule(),
                RefusalText.of(
                        finding.rule(),
                        finding.doing(),
                        finding.harm(),
                        noPlan,
                        finding.instead(),
                        finding.object(),
                        policy.allowComments()));
    }

    private Verdict refuseUnread(String why) {
        if (!enforcing) {
            reporter.report(new Event.Notice(Event.Level.WARN, "unreadable: not judged, " + why));
            return Verdict.AS_WRITTEN;
        }
        return refuse(
                "unreadable",
                "ddlguard refused a statement that it cannot read [unreadable]. Nothing was sent.\n  Reason:\n    "
                        + why + "\n  More:\n    docs/rules/unreadable.md");
    }

    private static Verdict refuse(String rule, String message) {
        return new Verdict.Refused(rule, message);
    }

    /** Throws what refuses the call, if it is refused. */
    private void admit(Verdict verdict) throws SQLException {
        if (verdict instanceof Verdict.Refused refused) {
            FailedTransaction.make(session);
            reporter.report(new Event.Refused(refused.rule(), refused.message()));
            throw new DdlBlockedException(refused.rule(), refused.message());
        }
    }

    <T extends @Nullable Object> T run(Verdict verdict, Call<T> call) throws SQLException {
        admit(verdict);
        for (String id : gone) {
            session.execute(Journal.forget(id));
        }
        PlanRuns runs = new PlanRuns(session, statement, policy, state, job);
        T result;
        if (verdict instanceof Verdict.Online online) {
            runs.letOthersFinish(online.context());
            result = runs.online(online, call);
        } else if (verdict instanceof Verdict.Politely politely) {
            runs.letOthersFinish(politely.context());
            result = runs.politely(politely.context(), politely.locks(), sql, call);
        } else {
            result = call.run(sql);
        }
        remember();
        return result;
    }

    private void remember() throws SQLException {
        CallerContext context = madeIn;
        if (context == null || made.isEmpty() || session.transactionState() == TransactionState.FAILED) {
            return;
        }
        made.remember(new Facts(session, context, () -> state.side(session, context), job.objects(), 0), job.objects());
        if (session.transactionState() == TransactionState.OPEN) {
            session.release();
        }
    }
}
