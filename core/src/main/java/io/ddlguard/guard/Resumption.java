package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.AfterRun;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.journal.Journal;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.OnPending;
import io.ddlguard.report.Event;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes up what earlier deploys have left. Thread-safe. */
final class Resumption {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Policies policies;
    private final Job job;
    private volatile boolean mayExit;

    /** The URLs at which it was looked for. */
    private final Set<String> recovered = ConcurrentHashMap.newKeySet();

    Resumption(Policies policies, Job job) {
        this.policies = policies;
        this.job = job;
    }

    /** Whether the policy of a connection wants an exit code of its own for what is left undone. */
    boolean mayExit() {
        return mayExit;
    }

    /**
     * The first connection of a deploy does what an earlier one has left: its migrations may rest on it.
     *
     * @return whether the connection is a deploy's
     */
    boolean recoverOnce(Session session) {
        try {
            EnvironmentPolicy policy = policies.admitted(session.url());
            if (!GuardedStatement.enforces(policy)) {
                return false;
            }
            mayExit |= policy.onPending() == OnPending.EXIT;
            if (recovered.add(session.url()) && Journal.isThere(session)) {
                withSide(session, Limits.of(policy), (side, run) -> run.recover());
            }
        } catch (SQLException | RuntimeException e) {
            // The deploy itself may go on: what is left stays in the journal.
            job.reporter()
                    .report(new Event.Notice(
                            Event.Level.WARN,
                            "what an earlier deploy may have left was not looked for: " + e.getMessage()));
        }
        return true;
    }

    List<JournalRow> status(Session session) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, (side, run) -> rows.addAll(job.journal().all(side)));
        return rows;
    }

    List<JournalRow> resume(Session session) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, (side, run) -> {
            run.recover();
            rows.addAll(job.journal().open(side));
        });
        return rows;
    }

    /** Whoever asks for the journal by name is told what keeps the role from it, with the GRANT. */
    private void withJournal(Session session, SideWork work) throws SQLException {
        if (!Journal.isThere(session)) {
            return;
        }
        Limits limits = Limits.of(policies.admitted(session.url())).withoutMaxAfter();
        withSide(session, limits, (side, run) -> {
            Optional<String> against = job.journal().against(side);
            if (against.isPresent()) {
                throw new SQLException(against.get(), INSUFFICIENT_PRIVILEGE);
            }
            work.run(side, run);
        });
    }

    @FunctionalInterface
    private interface SideWork {
        void run(Side side, AfterRun run) throws SQLException;
    }

    private void withSide(Session session, Limits limits, SideWork work) throws SQLException {
        CallerContext context = CallerContext.read(session);
        Adoptions adoptions = new Adoptions(job.journal(), job.reporter());
        try (Side side = Side.open(session, context)) {
            work.run(side, new AfterRun(session, context, side, job, adoptions, limits));
        }
    }
}
