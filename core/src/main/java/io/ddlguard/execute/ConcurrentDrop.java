package io.ddlguard.execute;

import java.sql.SQLException;

/**
 * DROP INDEX CONCURRENTLY where an event trigger writes when DDL begins: PostgreSQL refuses it then (0A000), as not the
 * first action of its transaction, and only the plain form is left.
 */
final class ConcurrentDrop {

    private static final String CONCURRENTLY = "DROP INDEX CONCURRENTLY ";
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    private ConcurrentDrop() {}

    static boolean is(String sql) {
        return sql.startsWith(CONCURRENTLY);
    }

    /** Whether the plain form may do what this one was refused. */
    static boolean isRefused(String sql, SQLException error) {
        return is(sql) && FEATURE_NOT_SUPPORTED.equals(error.getSQLState());
    }

    static String plain(String sql) {
        return "DROP INDEX " + sql.substring(CONCURRENTLY.length());
    }
}
