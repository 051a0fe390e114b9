package io.ddlguard.guard;

import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.execute.Job;
import io.ddlguard.execute.Outbox;
import io.ddlguard.execute.TransactionLocks;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.pgparser.PgParser;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Mode;
import io.ddlguard.report.Event;
import io.ddlguard.report.Log;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.SqlGate;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

    /** Whether this JVM has begun a deploy. */
    private static volatile boolean deploying;

    private final Policies policies;
    private final Log log = new Log();
    private final Job job = new Job(log);
    private final Resumption resumption;
    private final CallerStates states;

    public Guard(Settings settings) {
        this.policies = new Policies(settings, log);
        this.resumption = new Resumption(policies, job);
        this.states = new CallerStates(policies, job);
    }

    /**
     * Checks, before a connection is opened, that the policy for this URL can be read. Cheap after the first time.
     *
     * @throws SQLException SQLSTATE {@code DG003}: the policy file is missing or broken; the message says where
     */
    public void admit(String url) throws SQLException {
        policies.admitted(url);
    }

    /** A connection has been opened: from now on it is one of those whose snapshots may be released. */
    public void opened(Session session) {
        log.use(session.connection().getClass().getClassLoader());
        job.callers().opened(session);
        if (DeployFrames.areOnTheStack()) {
            // A deploy will have something to read; an application most often has not.
            PgParser.warmUp();
            deploying = true;
        }
        deploying |= resumption.recoverOnce(session);
    }

    /** Whether {@link #wantsToExit} may ever say yes. */
    public boolean mayExit() {
        return resumption.mayExit();
    }

    /**
     * Whether work is undone that comes after a transaction which has committed, and the policy of its connection wants
     * the JVM to end with an exit code of its own for that.
     */
    public boolean wantsToExit() {
        return resumption.mayExit() && !job.undone().isEmpty();
    }

    /**
     * What deploys of this session's role have left to do in its database, and what they have done in the last 30
     * days, oldest first. Makes nothing.
     */
    public List<JournalRow> status(Session session) throws SQLException {
        return resumption.status(session);
    }

    /**
     * Does what deploys of this session's role have left to do in its database.
     *
     * @return what is still not done
     */
    public List<JournalRow> resume(Session session) throws SQLException {
        return resumption.resume(session);
    }

    /**
     * A connection has been closed or aborted, perhaps while another thread is inside a guarded call on it. A session
     * that is never closed is forgotten with its connection.
     */
    public void closed(Session session) {
        job.callers().closed(session);
        states.stopAwaiting(session);
        CallerState state = states.get(session);
        if (state != null) {
            if (state.closing()) {
                forget(session, state);
            } else {
                state.cancel();
            }
        }
        if (job.callers().none()) {
            // As near to the end of the job as a driver can tell.
            job.lockTimes().take().ifPresent(log::report);
        }
    }

    private void forget(Session session, CallerState state) {
        states.remove(session);
        state.settleClosed(session, states.limits(session));
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
        return SqlGate.concerns(sql)
                || anyPending() && SqlGate.mayEndTransaction(sql)
                || deploying && SqlGate.takesAdvisoryLock(sql);
    }

    /** Whether a text that is prepared now may concern the guard when it is executed. */
    public static boolean mayConcern(String sql) {
        return SqlGate.concerns(sql) || SqlGate.mayEndTransaction(sql) || SqlGate.takesAdvisoryLock(sql);
    }

    /**
     * Whether {@link #aroundBatch} needs a text of a batch: it concerns the guard, or it may change what later ones
     * do. As cheap as {@link #concerns}.
     */
    public static boolean concernsInBatch(String sql) {
        return SqlGate.concerns(sql) || SqlGate.mayChangeContext(sql);
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
        if (state != null) {
            state.enter();
            try {
                state.settle(session, byText, states.limits(session));
            } finally {
                leave(session, state);
            }
        }
        if (session.transactionState() == TransactionState.IDLE) {
            states.stopAwaiting(session);
        }
    }

    private static boolean anyPending() {
        return Adoptions.anyPending() || Outbox.anyPending() || TransactionLocks.anyHeld();
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
        EnvironmentPolicy policy = policies.admitted(session.url());
        if (policy.mode() == Mode.OFF || session.transactionState() == TransactionState.FAILED) {
            // 25P02 is the server's to give.
            return andSettle(session, sql, call);
        }
        if (!SqlGate.concerns(sql)) {
            refuseToPrepare(session, sql);
            T result = andSettle(session, sql, call);
            if (policy.mode() == Mode.ENFORCE && SqlGate.takesAdvisoryLock(sql)) {
                letGoOfItsSnapshot(session);
            }
            return result;
        }
        return guarded(session, statement, sql, policy, false, call);
    }

    /**
     * Sends the caller's batch politely, or refuses it. Its statements are sent together, so nothing can be done between
     * them: what would have to be rewritten is refused with that reason.
     *
     * @param batch the texts of the batch that {@link #concernsInBatch} said yes to, in their order
     * @param call the caller's own call, made once at the most: it empties the batch, as otherwise the door has to
     */
    public <T extends @Nullable Object> T aroundBatch(
            Session session, Statement statement, List<String> batch, Call<T> call) throws SQLException {
        EnvironmentPolicy policy = policies.admitted(session.url());
        // Judged as one text: what an item makes or renames decides what a later one means. A comment may be open.
        String sql = String.join("\n;\n", batch);
        return policy.mode() == Mode.OFF || session.transactionState() == TransactionState.FAILED
                ? andSettle(session, sql, call)
                : guarded(session, statement, sql, policy, true, call);
    }

    private <T extends @Nullable Object> T guarded(
            Session session, Statement statement, String sql, EnvironmentPolicy policy, boolean batch, Call<T> call)
            throws SQLException {
        CallerState state = states.of(session);
        states.runDueOfOthers(session);
        state.enter();
        try {
            if (session.transactionState() == TransactionState.IDLE) {
                state.runDueIfFree(session, states.limits(session));
            }
            GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, job);
            return guarded.run(judge(session, guarded, policy, batch), call);
        } finally {
            state.settle(session, SqlGate.mayEndTransaction(sql), states.limits(session));
            leave(session, state);
        }
    }

    private void refuseToPrepare(Session session, String sql) throws SQLException {
        CallerState state = states.get(session);
        if (state != null && state.hasLeftSomething() && SqlGate.preparesTransaction(sql)) {
            FailedTransaction.make(session);
            String message = Dependants.noTwoPhaseCommit();
            log.report(new Event.Refused(Dependants.TAG, message));
            throw new DdlBlockedException(Dependants.TAG, message);
        }
    }

    private Verdict judge(Session session, GuardedStatement guarded, EnvironmentPolicy policy, boolean batch)
            throws SQLException {
        try {
            return guarded.judge(batch);
        } catch (RuntimeException | LinkageError e) {
            return OwnFailure.verdict(e, session, policy, log);
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
     * A deploy that polls for another one's lock, as Flyway does, idles in its transaction with the snapshot of the last
     * look: the other deploy, in another JVM, would wait for it with every concurrent build.
     */
    private static void letGoOfItsSnapshot(Session session) {
        if (session.transactionState() == TransactionState.OPEN) {
            try {
                session.release();
            } catch (SQLException e) {
                // The query was answered; its owner meets the same error with its next statement.
            }
        }
    }

    /** Ends what runs outside for a statement of this session; the statement's call then fails with 57014. */
    public void cancel(Session session) {
        CallerState state = states.get(session);
        if (state != null) {
            state.cancel();
        }
    }
}
