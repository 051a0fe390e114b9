package io.ddlguard.guard;

import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.OnInternalError;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/** The guard itself has failed over a statement, before anything was sent. */
final class OwnFailure {

    private OwnFailure() {}

    /**
     * What the policy says to it: the statement goes as written, or not at all.
     *
     * @throws SQLException SQLSTATE {@code DG004}; the caller's transaction has failed then
     */
    static Verdict verdict(Throwable failure, Session session, EnvironmentPolicy policy, Reporter reporter)
            throws SQLException {
        reporter.report(new Event.Notice(Event.Level.ERROR, "ddlguard itself failed: " + failure));
        if (policy.onInternalError() == OnInternalError.ALLOW) {
            return Verdict.AS_WRITTEN;
        }
        FailedTransaction.make(session);
        throw new SQLNonTransientException(
                "ddlguard failed before it had sent anything: " + failure
                        + ". Please report this with its stack trace. To deploy without the guard meanwhile, set"
                        + " on-internal-error: allow in the policy.",
                Guard.INTERNAL_ERROR,
                failure);
    }
}
