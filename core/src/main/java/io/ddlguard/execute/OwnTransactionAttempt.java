package io.ddlguard.execute;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;

/** In autocommit each try is a transaction of its own. */
final class OwnTransactionAttempt implements Attempt {

    private final Session caller;

    OwnTransactionAttempt(Session caller) {
        this.caller = caller;
    }

    @Override
    public void begin(long lockTimeoutMillis) throws SQLException {
        caller.execute("BEGIN");
        lockTimeout(lockTimeoutMillis);
    }

    @Override
    public void lockTimeout(long millis) throws SQLException {
        caller.execute("SET LOCAL lock_timeout = " + millis);
    }

    @Override
    public void keep() throws SQLException {
        caller.execute("COMMIT");
    }

    @Override
    public void fail(Throwable error) {
        try {
            takeBack();
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    @Override
    public boolean canBeTakenBack() {
        return true;
    }

    @Override
    public void takeBack() throws SQLException {
        if (caller.transactionState() != TransactionState.IDLE) {
            caller.execute("ROLLBACK");
        }
    }

    @Override
    public void giveUp() {
        // It was taken back, and there is nothing around it.
    }
}
