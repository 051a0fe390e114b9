package io.ddlguard.execute;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;

/** In a transaction each try goes back to a savepoint: an error would end the transaction otherwise. */
final class SavepointAttempt implements Attempt {

    private static final String SAVEPOINT = "ddlguard";

    private final Session caller;
    private final TransactionLocks transaction;
    private final long ownLockTimeoutMillis;
    private boolean begun;
    private boolean hasSavepoint;
    private long lockTimeout;

    SavepointAttempt(Session caller, TransactionLocks transaction, long ownLockTimeoutMillis) {
        this.caller = caller;
        this.transaction = transaction;
        this.ownLockTimeoutMillis = ownLockTimeoutMillis;
    }

    @Override
    public void begin(long lockTimeoutMillis) throws SQLException {
        if (!begun) {
            begun = true;
            FailedTransaction.begin(caller);
            hasSavepoint = transaction.nextSavepoint();
            if (hasSavepoint) {
                caller.execute("SAVEPOINT " + SAVEPOINT);
            }
        }
        lockTimeout(lockTimeoutMillis);
    }

    @Override
    public void lockTimeout(long millis) throws SQLException {
        lockTimeout = millis;
        caller.execute("SET LOCAL lock_timeout = " + millis);
    }

    @Override
    public void keep() throws SQLException {
        if (caller.transactionState() != TransactionState.OPEN) {
            return;
        }
        // RELEASE keeps a SET LOCAL; the end of the transaction brings the session's own value back. What the text
        // itself has set stays.
        caller.query(
                "SELECT pg_catalog.set_config('lock_timeout', '" + ownLockTimeoutMillis + "', true)"
                        + " FROM pg_catalog.pg_settings WHERE name = 'lock_timeout' AND setting = '" + lockTimeout
                        + "'",
                row -> true);
        if (hasSavepoint) {
            // It lets go of the answer's snapshot, too.
            caller.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        } else {
            caller.release();
        }
    }

    /** With autosave on, the driver has gone back to a savepoint of its own, which has our lock_timeout. */
    @Override
    public void fail(Throwable error) {
        if (!hasSavepoint || caller.transactionState() != TransactionState.OPEN) {
            return;
        }
        try {
            caller.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            caller.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    @Override
    public boolean canBeTakenBack() {
        return hasSavepoint;
    }

    @Override
    public void takeBack() throws SQLException {
        caller.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
    }

    /** An error ends the transaction; the savepoint had kept it alive for another try. */
    @Override
    public void giveUp() throws SQLException {
        FailedTransaction.make(caller);
    }
}
