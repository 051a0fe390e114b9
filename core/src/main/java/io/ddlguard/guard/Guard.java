package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.AfterRun;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.execute.Outbox;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.pgparser.PgParser;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Mode;
import io.ddlguard.policy.OnInternalError;
import io.ddlguard.policy.OnPending;
import io.ddlguard.policy.PolicyException;
import io.ddlguard.report.Event;
import io.ddlguard.report.Log;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.SqlGate;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The facade that both JDBC doors call. One guard serves a JVM (the agent) or a driver class (the driver).
 *
 * <p>Thread-safe. It throws only {@link SQLException}: {@link DdlBlockedException} (SQLSTATE {@code DG001}) for what it
 * refuses, and the server's own errors, untouched, for the rest.
 */
public final class Guard {

    /** SQLSTATE: the policy cannot be read. */
    public static final String BAD_POLICY = "DG003";

    /** SQLSTATE: the guard itself failed, before anything was sent. */
    public static final String INTERNAL_ERROR = "DG004";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String READ_BEFORE = "it was read before this connection was opened";

    private final Policies policies;
    private final Log log = new Log();
    private final Job job = new Job(log);
    /** The URLs at which it was looked for what earlier deploys have left. */
    private final Set<String> recovered = ConcurrentHashMap.newKeySet();
    // A state refers to its session only while it works, so the map does not keep a forgotten connection alive.
    private final Map<Session, CallerState> states = Collections.synchronizedMap(new WeakHashMap<>());

    public Guard(Settings settings) {
        this.policies = new Policies(settings, log);
    }

    /**
     * Checks, before a connection is opened, that the policy for this URL can be read. Cheap after the first time.
     *
     * @throws SQLException SQLSTATE {@code DG003}: the policy file is missing or broken; the message says where
     */
    public void admit(String url) throws SQLException {
        policy(url);
    }

    /** A connection has been opened: from now on it is one of those whose snapshots may be released. */
    public void opened(Session session) {
        log.use(session.connection().getClass().getClassLoader());
        job.callers().opened(session);
        if (DeployFrames.areOnTheStack()) {
            // A deploy will have something to read; an application most often has not.
            PgParser.warmUp();
        }
        recoverOnce(session);
    }

    /** The first connection of a deploy does what an earlier one has left: later migrations may rest on it. */
    private void recoverOnce(Session session) {
        try {
            EnvironmentPolicy policy = policies.of(session.url());
            if (GuardedStatement.enforces(policy) && recovered.add(session.url()) && journalIsThere(session)) {
                withSide(session, policy, (side, run) -> run.recover());
            }
        } catch (SQLException | PolicyException | RuntimeException e) {
            // The deploy itself may go on: what is left stays in the journal.
            log.report(new Event.Notice(
                    Event.Level.WARN, "what an earlier deploy may have left was not looked for: " + e.getMessage()));
        }
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
        try (Side side = Side.open(session, context)) {
            work.run(
                    side,
                    new AfterRun(
                            session,
                            context,
                            side,
                            job,
                            new Adoptions(job.journal(), log),
                            new Limits(policy.lockTimeout(), policy.giveUpAfter(), Duration.ZERO)));
        }
    }

    /**
     * What deploys of this session's role have left to do in its database, and what they have done in the last 30
     * days, oldest first. Makes nothing.
     */
    public List<JournalRow> status(Session session) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, (side, run) -> rows.addAll(job.journal().all(side)));
        return rows;
    }

    /**
     * Does what deploys of this session's role have left to do in its database.
     *
     * @return what is still not done
     */
    public List<JournalRow> resume(Session session) throws SQLException {
        List<JournalRow> rows = new ArrayList<>();
        withJournal(session, (side, run) -> {
            run.recover();
            rows.addAll(job.journal().open(side));
        });
        return rows;
    }

    private void withJournal(Session session, SideWork work) throws SQLException {
        if (!journalIsThere(session)) {
            return;
        }
        withSide(session, policy(session.url()), (side, run) -> {
            Optional<String> against = job.journal().against(side);
            if (against.isPresent()) {
                throw new SQLException(against.get(), INSUFFICIENT_PRIVILEGE);
            }
            work.run(side, run);
        });
    }

    /**
     * Whether this JVM was to do something after a commit, has not done it, and the policy there says {@code on-pending:
     * exit}. Any thread may ask, at any time; nothing is sent.
     */
    public boolean mustExit() {
        return job.leftWork().urls().stream().anyMatch(this::exitsWhenPending);
    }

    private boolean exitsWhenPending(String url) {
        try {
            return policies.of(url).onPending() == OnPending.EXIT;
        } catch (PolicyException e) {
            throw new IllegalStateException(READ_BEFORE, e);
        }
    }

    /**
     * A connection has been closed or aborted, perhaps while another thread is inside a guarded call on it. A session
     * that is never closed is forgotten with its connection.
     */
    public void closed(Session session) {
        job.callers().closed(session);
        CallerState state = states.get(session);
        if (state != null) {
            if (state.closing()) {
                forget(session, state);
            } else {
                state.cancel();
            }
        }
    }

    private void forget(Session session, CallerState state) {
        states.remove(session);
        state.settleClosed(session);
        try {
            state.close();
        } catch (SQLException e) {
            log.report(new Event.Notice(Event.Level.WARN, "closing the second connection: " + e.getMessage()));
        }
    }

    /**
     * Whether a text may need the guard. No allocation, no round trip; where it is unsure it says yes.
     */
    public static boolean concerns(String sql) {
        return SqlGate.concerns(sql) || anyPending() && SqlGate.mayEndTransaction(sql);
    }

    /**
     * Whether {@link #beforeBatch} needs a text of a batch: it concerns the guard, or it may change what a later one
     * means. As cheap as {@link #concerns}.
     */
    public static boolean concernsInBatch(String sql) {
        return SqlGate.concerns(sql) || SqlGate.mayChangeNames(sql);
    }

    /**
     * The transaction of a session may have ended by another way than a statement: {@code commit}, {@code rollback},
     * {@code setAutoCommit}. Called after it, whether or not it failed; costs nothing where nothing is pending.
     */
    public void ended(Session session) {
        ended(session, false);
    }

    private void ended(Session session, boolean byText) {
        if (!anyPending()) {
            return;
        }
        CallerState state = states.get(session);
        if (state == null) {
            return;
        }
        state.enter();
        try {
            settle(session, state, byText);
        } finally {
            leave(session, state);
        }
    }

    private static boolean anyPending() {
        return Adoptions.anyPending() || Outbox.anyPending();
    }

    private void settle(Session session, CallerState state, boolean mayHaveEnded) {
        EnvironmentPolicy policy;
        try {
            policy = policies.of(session.url());
        } catch (PolicyException e) {
            throw new IllegalStateException(READ_BEFORE, e);
        }
        state.settle(session, mayHaveEnded, new Limits(policy.lockTimeout(), policy.giveUpAfter(), Duration.ZERO));
    }

    private void leave(Session session, CallerState state) {
        if (state.leave()) {
            forget(session, state);
        }
    }

    /**
     * Runs the caller's statement in the form that does not stop the application, or refuses it.
     *
     * @param statement the caller's own statement, for its query timeout and its warnings
     * @param sql the caller's text, as given to JDBC
     * @param call the caller's own call
     */
    public <T extends @Nullable Object> T around(Session session, Statement statement, String sql, Call<T> call)
            throws SQLException {
        EnvironmentPolicy policy = policy(session.url());
        if (policy.mode() == Mode.OFF || session.transactionState() == TransactionState.FAILED) {
            // 25P02 is the server's to give.
            return andSettle(session, sql, call);
        }
        if (!SqlGate.concerns(sql)) {
            refuseToPrepare(session, sql);
            return andSettle(session, sql, call);
        }
        CallerState state = states.computeIfAbsent(session, opened -> new CallerState(job));
        state.enter();
        try {
            GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, job);
            return guarded.run(judge(session, guarded, policy, false), call);
        } finally {
            settle(session, state, SqlGate.mayEndTransaction(sql));
            leave(session, state);
        }
    }

    /** What is prepared commits on any connection and at any time: nobody would be there to do what comes after it. */
    private void refuseToPrepare(Session session, String sql) throws SQLException {
        CallerState state = states.get(session);
        if (state == null || !state.hasLeftSomething() || !SqlGate.preparesTransaction(sql)) {
            return;
        }
        FailedTransaction.make(session);
        String message =
                "ddlguard refused to prepare a transaction for a two-phase commit [pending]. Nothing was sent.\n"
                        + "  Reason:\n    An earlier statement of it has built an index outside it, or left something to be done"
                        + " after its commit, and\n    a prepared transaction may be committed by anybody at any time.\n"
                        + "  Instead:\n    Deploy without XA.\n  More:\n    docs/rules/pending.md";
        log.report(new Event.Refused("pending", message));
        throw new DdlBlockedException("pending", message);
    }

    private GuardedStatement.Verdict judge(
            Session session, GuardedStatement guarded, EnvironmentPolicy policy, boolean batch) throws SQLException {
        try {
            return guarded.judge(batch);
        } catch (RuntimeException | LinkageError e) {
            return afterInternalError(session, policy, e);
        }
    }

    private <T extends @Nullable Object> T andSettle(Session session, String sql, Call<T> call) throws SQLException {
        try {
            return call.run(sql);
        } finally {
            ended(session, true);
        }
    }

    /**
     * Judges the texts of a JDBC batch before it is sent. Statements of a batch are sent together, so nothing can be
     * done between them: what would have to be rewritten is refused with that reason.
     *
     * @param batch the texts of the batch that {@link #concernsInBatch} said yes to, in their order
     */
    public void beforeBatch(Session session, Statement statement, List<String> batch) throws SQLException {
        EnvironmentPolicy policy = policy(session.url());
        if (policy.mode() == Mode.OFF || session.transactionState() == TransactionState.FAILED) {
            return;
        }
        CallerState state = states.computeIfAbsent(session, opened -> new CallerState(job));
        state.enter();
        try {
            // Judged as one text: what an item makes or renames decides what a later one means. A comment may be open.
            String sql = String.join("\n;\n", batch);
            GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, job);
            guarded.admit(judge(session, guarded, policy, true));
        } finally {
            leave(session, state);
        }
    }

    /** Ends what runs outside for a statement of this session; the statement's call then fails with 57014. */
    public void cancel(Session session) {
        CallerState state = states.get(session);
        if (state != null) {
            state.cancel();
        }
    }

    private GuardedStatement.Verdict afterInternalError(Session session, EnvironmentPolicy policy, Throwable error)
            throws SQLException {
        log.report(new Event.Notice(Event.Level.ERROR, "ddlguard itself failed: " + error));
        if (policy.onInternalError() == OnInternalError.ALLOW) {
            return GuardedStatement.AS_WRITTEN;
        }
        FailedTransaction.make(session);
        throw new SQLNonTransientException(
                "ddlguard failed before it had sent anything: " + error
                        + ". Please report this with its stack trace. To deploy without the guard meanwhile, set"
                        + " on-internal-error: allow in the policy.",
                INTERNAL_ERROR,
                error);
    }

    private EnvironmentPolicy policy(String url) throws SQLException {
        try {
            return policies.of(url);
        } catch (PolicyException e) {
            throw new SQLNonTransientException(
                    "ddlguard cannot read its policy, and lets nothing through until it can:\n" + e.getMessage(),
                    BAD_POLICY,
                    e);
        }
    }
}
