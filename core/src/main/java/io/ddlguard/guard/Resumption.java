package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.AfterRun;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes up what earlier deploys have left. Thread-safe. */
final class Resumption {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final Job job;

    /** The URLs at which it was looked for. */
    private final Set<String> recovered = ConcurrentHashMap.newKeySet();

    Resumption(Job job) {
        this.job = job;
    }

    /** The first connection of a deploy does what an earlier one has left: its migrations may rest on it. */
    void recoverOnce(Session session, EnvironmentPolicy policy) throws SQLException {
        if (recovered.add(session.url()) && journalIsThere(session)) {
            withSide(session, policy, (side, run) -> run.recover());
        }
    }

    List<JournalRow> status(Session session, EnvironmentPolicy policy) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, policy, (side, run) -> rows.addAll(job.journal().all(side)));
        return rows;
    }

    List<JournalRow> resume(Session session, EnvironmentPolicy policy) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, policy, (side, run) -> {
            run.recover();
            rows.addAll(job.journal().open(side));
        });
        return rows;
    }

    /** Whoever asks for the journal by name is told what keeps the role from it, with the GRANT. */
    private void withJournal(Session session, EnvironmentPolicy policy, SideWork work) throws SQLException {
        if (!journalIsThere(session)) {
            return;
        }
        withSide(session, policy, (side, run) -> {
            Optional<String> against = job.journal().against(side);
            if (against.isPresent()) {
                throw new SQLException(against.get(), INSUFFICIENT_PRIVILEGE);
            }
            work.run(side, run);
        });
    }

    private static boolean journalIsThere(Session session) throws SQLException {
        return !session.query(
                        "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = 'ddlguard' AND c.relname = 'journal'",
                        row -> true)
                .isEmpty();
    }

    @FunctionalInterface
    private interface SideWork {
        void run(Side side, AfterRun run) throws SQLException;
    }

    private void withSide(Session session, EnvironmentPolicy policy, SideWork work) throws SQLException {
        CallerContext context = CallerContext.read(session);
        Limits limits = new Limits(policy.lockTimeout(), policy.giveUpAfter(), Duration.ZERO);
        Adoptions adoptions = new Adoptions(job.journal(), job.reporter());
        try (Side side = Side.open(session, context)) {
            work.run(side, new AfterRun(session, context, side, job, adoptions, limits));
        }
    }
}
