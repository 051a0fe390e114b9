package io.ddlguard.guard;

import io.ddlguard.catalog.JobRelations;
import io.ddlguard.execute.Adoptions;
import io.ddlguard.execute.Callers;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.pgparser.PgParser;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Mode;
import io.ddlguard.policy.OnInternalError;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
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

    private final Policies policies;
    private final Log log = new Log();
    private final Callers callers = new Callers();
    private final JobRelations job = new JobRelations();
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
        callers.opened(session);
        if (DeployFrames.areOnTheStack()) {
            // A deploy will have something to read; an application most often has not.
            PgParser.warmUp();
        }
    }

    /**
     * A connection has been closed or aborted, perhaps while another thread is inside a guarded call on it. A session
     * that is never closed is forgotten with its connection.
     */
    public void closed(Session session) {
        callers.closed(session);
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
        state.settle(session, true);
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
        return SqlGate.concerns(sql) || Adoptions.anyPending() && SqlGate.mayEndTransaction(sql);
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
        if (Adoptions.anyPending()) {
            CallerState state = states.get(session);
            if (state != null) {
                state.settle(session, false);
            }
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
            return andSettle(session, sql, call);
        }
        CallerState state = states.computeIfAbsent(session, opened -> new CallerState(log));
        state.enter();
        try {
            GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, callers, job, log);
            return guarded.run(judge(session, guarded, policy, false), call);
        } finally {
            state.settle(session, false);
            if (state.leave()) {
                forget(session, state);
            }
        }
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
            ended(session);
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
        CallerState state = states.computeIfAbsent(session, opened -> new CallerState(log));
        state.enter();
        try {
            // Judged as one text: what an item makes or renames decides what a later one means. A comment may be open.
            String sql = String.join("\n;\n", batch);
            GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, callers, job, log);
            guarded.admit(judge(session, guarded, policy, true));
        } finally {
            if (state.leave()) {
                forget(session, state);
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
