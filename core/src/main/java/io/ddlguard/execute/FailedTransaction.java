package io.ddlguard.execute;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Leaves the caller's transaction as a failed statement of the server's would: aborted. A tool that carries on after an
 * error must not commit a migration from which a statement is missing.
 */
public final class FailedTransaction {

    private FailedTransaction() {}

    /** Does nothing in autocommit, where the failed statement would have been a transaction of its own. */
    public static void make(Session caller) throws SQLException {
        begin(caller);
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

    /** With autocommit off, the driver begins a transaction with the caller's first statement: this is as good. */
    public static void begin(Session caller) throws SQLException {
        if (caller.transactionState() == TransactionState.IDLE
                && !caller.connection().getAutoCommit()) {
            try (Statement statement = caller.connection().createStatement()) {
                // An empty query would not do: the driver sends no BEGIN before it.
                statement.execute("SHOW transaction_isolation");
            }
        }
    }
}
