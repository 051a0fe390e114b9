package io.ddlguard.driver;

import io.ddlguard.guard.DdlBlockedException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Runs another text on a prepared statement, with the outcome that the statement's own method would have had. JDBC has
 * no method for it; pgjdbc's public {@code BaseStatement.executeWithFlags(String, int)} is one, and the counts, results
 * and warnings it leaves are the statement's.
 */
final class PreparedStandIn {

    // org.postgresql.core.QueryExecutor
    private static final int NO_FLAGS = 0;
    private static final int QUERY_NO_RESULTS = 4;

    private PreparedStandIn() {}

    static @Nullable Object execute(
            Statement statement, Method method, @Nullable Object[] arguments, String prepared, String text)
            throws SQLException {
        if (hasParameters(statement, prepared)) {
            throw new DdlBlockedException(
                    "prepared-parameters",
                    "This prepared statement has parameters, and ddlguard would have to send another text, which cannot"
                            + " bear them. Run the DDL in a statement of its own.");
        }
        return switch (method.getName()) {
            case "executeQuery" -> {
                if (!PgjdbcTypes.of(statement).execute(statement, text, NO_FLAGS)) {
                    throw PgjdbcTypes.of(statement).noResults();
                }
                yield statement.getResultSet();
            }
            case "executeUpdate" -> {
                executeUpdate(statement, text);
                yield statement.getUpdateCount();
            }
            case "executeLargeUpdate" -> {
                executeUpdate(statement, text);
                yield statement.getLargeUpdateCount();
            }
            case "executeWithFlags" -> PgjdbcTypes.of(statement).execute(statement, text, (Integer) arguments[0]);
            default -> PgjdbcTypes.of(statement).execute(statement, text, NO_FLAGS);
        };
    }

    private static void executeUpdate(Statement statement, String text) throws SQLException {
        if (PgjdbcTypes.of(statement).execute(statement, text, QUERY_NO_RESULTS)) {
            throw PgjdbcTypes.of(statement).unexpectedResult();
        }
    }

    /** The driver numbers the parameters in its native text. */
    private static boolean hasParameters(Statement statement, String prepared) throws SQLException {
        return prepared.indexOf('?') >= 0
                && !prepared.contains("$1")
                && statement.getConnection().nativeSQL(prepared).contains("$1");
    }
}
