package io.ddlguard.execute;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;

/**
 * What the driver throws when the server has done what it was told: {@code executeQuery} of a statement that answers no
 * rows. The statement counts, as it does without us.
 */
final class DriverError {

    private static final String NO_DATA = "02000";

    private DriverError() {}

    static boolean isBehindTheStatement(SQLException error, Session caller) {
        return NO_DATA.equals(error.getSQLState())
                && caller.serverError(error) == null
                && caller.transactionState() == TransactionState.OPEN;
    }
}
