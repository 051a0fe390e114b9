package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Side;
import io.ddlguard.journal.Journal;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.ServerError;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what committed transactions have left to do, one row of the journal after the other, under a lock that every
 * deploy of the database takes: no two of them work at the same row, and each step is safe to be begun again.
 *
 * <p>It runs behind a commit, so it never throws: what could not be done is an event, and stays in the journal.
 */
public final class AfterRun {

    private static final Duration LOOK_FOR_THE_LOCK_EVERY = Duration.ofMillis(25);

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final Job job;
    private final Journal journal;
    private final Adoptions adoptions;
    private final Limits limits;
    private final Reporter reporter;
    private volatile @Nullable StepRun running;
    private volatile boolean cancelled;

    /** @param caller whose transaction it was; it is idle now */
    public AfterRun(Session caller, CallerContext context, Side side, Job job, Adoptions adoptions, Limits limits) {
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.job = job;
        this.journal = job.journal();
        this.adoptions = adoptions;
        this.limits = limits;
        this.reporter = job.reporter();
    }

    /** Ends the step that runs now; the rest stays in the journal. Any thread may call it. */
    public void cancel() {
        cancelled = true;
        StepRun now = running;
        if (now != null) {
            now.cancel();
        }
    }

    /** Does these rows, as far as they are not done yet. */
    public void run(List<String> ids) {
        job.undone().addAll(ids);
        underLock(() -> {
            for (JournalRow row : journal.open(side, ids)) {
                run(row);
            }
            side.follow(context);
            job.undone().removeAll(ids);
            journal.open(side, ids).forEach(row -> job.undone().add(row.id()));
        });
    }

    /** Does what an earlier deploy has left, and takes away what it has left behind. */
    public void recover() {
        try {
            if (journal.open(side).isEmpty()) {
                return;
            }
        } catch (SQLException e) {
            report(Event.Level.WARN, "the journal of earlier deploys cannot be read: " + e.getMessage());
            return;
        }
        underLock(() -> {
            for (JournalRow row : journal.open(side)) {
                recover(row);
            }
            side.follow(context);
            journal.open(side).stream()
                    .filter(row -> !row.isBeside())
                    .map(JournalRow::id)
                    .forEach(job.undone()::add);
            journal.forgetOld(side);
        });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private void underLock(Work work) {
        try {
            Backoff backoff = new Backoff(LOOK_FOR_THE_LOCK_EVERY, limits.giveUpAfter());
            while (!journal.tryLock(side)) {
                if (cancelled || !backoff.pause()) {
                    report(
                            Event.Level.ERROR,
                            "another deploy works on ddlguard.journal; what this one has left to do stays there");
                    return;
                }
            }
            try {
                work.run();
            } finally {
                journal.unlock(side);
            }
        } catch (SQLException e) {
            report(
                    Event.Level.ERROR,
                    "the work that is left for after the commit was interrupted, and stays in ddlguard.journal: "
                            + e.getMessage());
        }
    }

    private void recover(JournalRow row) throws SQLException {
        // A backend may be ended by the user that it belongs to, not by every role that this user may take.
        side.follow(context);
        if (!row.here()) {
            report(
                    Event.Level.WARN,
                    "ddlguard.journal holds work that was to be done in another database, of which this is a copy: "
                            + row.described() + ". It is left alone.");
            return;
        }
        if (row.isBeside() && journal.callerIsThere(side, row)) {
            return;
        }
        if (row.state() == JournalRow.State.RUNNING && !orphanIsGone(row)) {
            report(
                    Event.Level.WARN,
                    "a backend of an earlier deploy does not end; what it was doing is left for later: "
                            + row.described());
            return;
        }
        if (!row.isBeside()) {
            run(row);
        } else if (row.kind() == JournalRow.Kind.ADOPT_INDEX && journal.isKept(side, row)) {
            report(
                    Event.Level.INFO,
                    "an earlier deploy has built index " + row.name() + " and died; it is kept for the same statement");
        } else {
            report(
                    Event.Level.INFO,
                    "an earlier deploy died while it was to " + row.described() + "; what is there is dropped");
            side.follow(asLeft(row));
            adoptions.drop(side, drops(row), row.id());
        }
    }

    private CallerContext asLeft(JournalRow row) {
        return context.afterTheTransaction(side, row.role(), row.searchPath());
    }

    private boolean orphanIsGone(JournalRow row) throws SQLException {
        Backoff backoff = new Backoff(LOOK_FOR_THE_LOCK_EVERY, Duration.ofSeconds(10));
        while (!journal.endOrphan(side, row)) {
            if (!backoff.pause()) {
                return false;
            }
        }
        return true;
    }

    /**
     * What bears the private name: the index of a partitioned table first, which takes those of its leaves along. Or
     * what REINDEX CONCURRENTLY leaves: an INVALID copy under a name of PostgreSQL's.
     */
    private List<String> drops(JournalRow row) throws SQLException {
        String name = IndexName.PRIVATE + row.id();
        String ours = row.kind() == JournalRow.Kind.REINDEX
                ? "NOT i.indisvalid AND i.indrelid = " + row.relation() + " AND c.relname ~ '_cc(new|old)[0-9]*$'"
                : "(c.relname = " + Quoting.literal(name) + " OR pg_catalog.starts_with(c.relname::text, "
                        + Quoting.literal(name + "_") + "))";
        List<String> drops = new ArrayList<>(checks(row, name));
        drops.addAll(side.query(
                "SELECT CASE c.relkind WHEN 'I' THEN '' ELSE 'CONCURRENTLY ' END, n.nspname, c.relname"
                        + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE " + ours
                        + " ORDER BY pg_catalog.length(c.relname::text)",
                found -> "DROP INDEX " + found.getString(1) + "IF EXISTS " + Quoting.identifier(found.getString(2))
                        + "." + Quoting.identifier(found.getString(3))));
        return drops;
    }

    /** The CHECK that was to spare a primary key its scan. */
    private List<String> checks(JournalRow row, String name) throws SQLException {
        return side.query(
                "SELECT conname FROM pg_catalog.pg_constraint WHERE conrelid = " + row.relation()
                        + " AND contype = 'c' AND pg_catalog.starts_with(conname::text, "
                        + Quoting.literal(name + "_") + ")",
                found -> "ALTER TABLE " + row.table() + " DROP CONSTRAINT IF EXISTS "
                        + Quoting.identifier(found.getString(1)));
    }

    private void run(JournalRow row) throws SQLException {
        if (!row.here() || cancelled) {
            return;
        }
        CallerContext later = asLeft(row);
        side.follow(later);
        if (isOutOfTime()) {
            reporter.report(new Event.Postponed(row.described()));
            return;
        }
        long began = System.nanoTime();
        List<String> undo = new ArrayList<>();
        try {
            Facts facts = new Facts(side, later, () -> side, job.objects(), 0);
            Optional<Plan> plan = new AfterPlan(facts, side).of(row);
            if (plan.isEmpty()) {
                undone(row, "what it was about is gone");
                return;
            }
            journal.running(side, row);
            if (row.isIndexToCome() && !plan.get().aside().isEmpty()) {
                adoptions.drop(side, drops(row), null);
            }
            run(row, later, plan.get(), undo);
            reporter.report(
                    new Event.Done("after the commit", row.described(), Duration.ofNanos(System.nanoTime() - began)));
        } catch (SQLException | Refusal e) {
            adoptions.drop(side, undo, null);
            job.afterTime().add(System.nanoTime() - began);
            if (e instanceof SQLException sql && Cancelled.is(sql) && isOutOfTime() && !cancelled) {
                journal.failed(side, row.id(), "the time that max-after leaves for it was used up");
                reporter.report(new Event.Postponed(row.described()));
            } else {
                failed(row, e);
            }
            return;
        }
        job.afterTime().add(System.nanoTime() - began);
    }

    private boolean isOutOfTime() {
        return !limits.maxAfter().isZero()
                && job.afterTime().left(limits.maxAfter()).isZero();
    }

    private void run(JournalRow row, CallerContext later, Plan plan, List<String> undo) throws SQLException, Refusal {
        Limits left = limits.maxAfter().isZero()
                ? limits
                : limits.withQueryTimeout(job.afterTime().left(limits.maxAfter()));
        StepRun steps = new StepRun(caller, later, side, false, job, adoptions, left);
        running = steps;
        try {
            if (!plan.aside().isEmpty()) {
                announce(row, plan.aside());
                steps.run(row.described(), plan::aside, undo);
            }
            List<String> commands = new ArrayList<>(plan.adopt());
            commands.remove(Plan.NOTHING);
            commands.add(Journal.done(row.id()));
            steps.politely(commands);
        } finally {
            running = null;
        }
    }

    private void announce(JournalRow row, List<Step> steps) {
        List<String> commands = steps.stream().map(step -> step.sql() + ";").toList();
        reporter.report(new Event.After(row.described(), commands));
    }

    private void undone(JournalRow row, String why) throws SQLException {
        journal.undone(side, row.id(), why);
        report(Event.Level.WARN, "after the commit: nothing is left to do to " + row.described() + ", " + why);
    }

    /** In the server's words, without the detail: that holds values of rows. */
    private void failed(JournalRow row, Exception error) throws SQLException {
        String why = String.valueOf(error.getMessage());
        if (error instanceof SQLException sql) {
            ServerError fields = caller.serverError(sql);
            why = fields == null ? why : fields.sqlState() + ": " + fields.message();
        }
        journal.failed(side, row.id(), why);
        reporter.report(new Event.Pending(row.described(), why));
    }

    private void report(Event.Level level, String text) {
        reporter.report(new Event.Notice(level, text));
    }
}
