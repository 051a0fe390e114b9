package io.ddlguard.execute;

import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's call came to, where the server has done what it was told. The driver may have thrown all the same:
 * {@code executeQuery} of a statement that answers no rows. The statement counts, as it does without us.
 */
record CallOutcome<T extends @Nullable Object>(
        @Nullable T result, @Nullable SQLException thrown) {

    private static final String NO_DATA = "02000";

    /** @throws SQLException the server's error, or the driver's where nothing was done */
    static <T extends @Nullable Object> CallOutcome<T> of(Call<T> call, String sql, Session caller)
            throws SQLException {
        try {
            return new CallOutcome<>(call.run(sql), null);
        } catch (SQLException e) {
            if (!isBehindTheStatement(e, caller)) {
                throw e;
            }
            return new CallOutcome<>(null, e);
        }
    }

    private static boolean isBehindTheStatement(SQLException error, Session caller) {
        return NO_DATA.equals(error.getSQLState())
                && caller.serverError(error) == null
                && caller.transactionState() == TransactionState.OPEN;
    }

    T get() throws SQLException {
        if (thrown != null) {
            throw thrown;
        }
        return (T) result;
    }
}
