package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.Look;
import io.ddlguard.session.ServerError;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks on the side for rows that would make a step after the commit fail. It is a courtesy and decides nothing: where
 * the side cannot see what the caller sees, it does not look, and the step itself will tell.
 */
final class FirstLook {

    private static final String QUERY_CANCELED = "57014";

    /** What the side cannot see or may not: locks, privileges, columns and functions of this transaction. */
    private static final Set<String> CANNOT_SEE = Set.of("55P03", "42501", "42703", "42P01", "42883", "42704", "3F000");

    private final CallerContext context;
    private final Side side;

    FirstLook(CallerContext context, Side side) {
        this.context = context;
        this.side = side;
    }

    /** The error that the caller's statement would fail with over a row; empty where none is seen. */
    Optional<ServerError> find(Look look) throws SQLException {
        try {
            return sees(look)
                    ? side.query(look.query(), row -> look.error().withDetail(row.getString(1))).stream()
                            .findFirst()
                    : Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals(QUERY_CANCELED) || !CANNOT_SEE.contains(state) && !isOfTheData(state)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** An expression that fails on a row, an operator that does not fit: the statement says it better. */
    private static boolean isOfTheData(String state) {
        return state.startsWith("22") || state.startsWith("42");
    }

    /** What the transaction has written, it may have mended; and row security would hide what the check will see. */
    private boolean sees(Look look) throws SQLException {
        String oids =
                look.reads().stream().map(Relation::oid).map(String::valueOf).collect(Collectors.joining(", "));
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
