package io.ddlguard.execute;

import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's call came to, where the server has done what it was told. The driver may have thrown all the same:
 * {@code executeQuery} of a statement that answers no rows, an item of a batch that is two statements. The statement
 * counts, as it does without us.
 */
record CallOutcome<T extends @Nullable Object>(
        @Nullable T result, @Nullable SQLException thrown) {

    private static final Set<String> TOO_FEW_OR_TOO_MANY_RESULTS = Set.of("02000", "0100E");

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
        if (!TOO_FEW_OR_TOO_MANY_RESULTS.contains(String.valueOf(error.getSQLState()))
                || caller.transactionState() != TransactionState.OPEN) {
            return false;
        }
        for (Throwable part : error) {
            if (part instanceof SQLException other && caller.serverError(other) != null) {
                return false;
            }
        }
        return true;
    }

    T get() throws SQLException {
        if (thrown != null) {
            throw thrown;
        }
        return (T) result;
    }
}
