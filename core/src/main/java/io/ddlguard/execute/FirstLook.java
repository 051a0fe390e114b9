package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.BadRows;
import io.ddlguard.session.ServerError;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks on the side for rows that would make a step after the commit fail. It is a courtesy and decides nothing: where
 * the side cannot see what the caller sees, it does not look, and the step itself will tell.
 */
final class FirstLook {

    /** A lock that the caller's own transaction holds, a schema that it has made. */
    private static final Set<String> ITS_OWN = Set.of("55P03", "3F000");

    private final CallerContext context;
    private final Side side;

    FirstLook(CallerContext context, Side side) {
        this.context = context;
        this.side = side;
    }

    /** The error that the caller's statement would fail with over a row; empty where none is seen. */
    Optional<ServerError> find(List<BadRows> looks) throws SQLException {
        for (BadRows badRows : looks) {
            Optional<ServerError> found = find(badRows);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ServerError> find(BadRows badRows) throws SQLException {
        try {
            return sees(badRows)
                    ? side.query(badRows.query(), row -> badRows.error().withDetail(row.getString(1))).stream()
                            .findFirst()
                    : Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (ITS_OWN.contains(state) || isOfTheStatement(state)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * An expression that fails on a row (22); what does not fit, is not there for the side or is not allowed to it (42):
     * the statement itself says it better.
     */
    private static boolean isOfTheStatement(String state) {
        return state.startsWith("22") || state.startsWith("42");
    }

    /** What the transaction has written, it may have mended; and row security would hide what the check will see. */
    private boolean sees(BadRows badRows) throws SQLException {
        String oids =
                badRows.reads().stream().map(Relation::oid).map(String::valueOf).collect(Collectors.joining(", "));
        return side.query(
                        "SELECT FROM pg_catalog.pg_class c WHERE c.oid IN (" + oids + ") AND"
                                + " (pg_catalog.row_security_active(c.oid) OR EXISTS (SELECT FROM pg_catalog.pg_locks l"
                                + " WHERE l.locktype = 'relation' AND l.relation = c.oid AND l.granted AND l.pid = "
                                + context.pid() + " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE"
                                + " datname = pg_catalog.current_database()) AND l.mode NOT IN ('AccessShareLock',"
                                + " 'RowShareLock')))",
                        row -> true)
                .isEmpty();
    }
}
