package io.ddlguard.execute;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;

/**
 * Leaves the caller's transaction as a failed statement of the server's would: aborted. A tool that carries on after an
 * error must not commit a migration from which a statement is missing.
 */
public final class FailedTransaction {

    private FailedTransaction() {}

    public static void make(Session caller) throws SQLException {
        if (caller.transactionState() != TransactionState.OPEN) {
            return;
        }
        try {
            // 3B001 by design: the shortest command that fails for certain and says in the server's log who asked.
            caller.execute("ROLLBACK TO SAVEPOINT \"ddlguard refused a statement of this transaction\"");
        } catch (SQLException e) {
            if (caller.transactionState() == TransactionState.OPEN) {
                throw e;
            }
        }
    }
}
