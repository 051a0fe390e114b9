package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * What leads to a table.
 *
 * @param referencing the OIDs of the tables that hold a foreign key to it
 * @param attached whether it is a partition or a child of another one
 * @param sessions the backends of others that hold or await a lock on it
 */
record Reach(List<Long> referencing, boolean attached, List<Long> sessions) {

    /** Three columns of the row of {@code pg_class} that is called c. */
    static String columns(int callersPid) {
        // By what it depends on: there is no index of constraints by the table that is referenced.
        return "ARRAY(SELECT k.conrelid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_constraint k ON k.oid = d.objid"
                + " WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND d.classid ="
                + " 'pg_catalog.pg_constraint'::regclass AND k.contype = 'f' AND k.confrelid = c.oid)::text, "
                + "EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid), "
                // What the view pg_locks shows.
                + "ARRAY(SELECT pid FROM pg_catalog.pg_lock_status() WHERE locktype = 'relation' AND relation = c.oid"
                + " AND pid NOT IN (" + callersPid + ", pg_catalog.pg_backend_pid()))::text";
    }

    static Reach of(ResultSet row, int first) throws SQLException {
        return new Reach(numbers(row.getString(first)), row.getBoolean(first + 1), numbers(row.getString(first + 2)));
    }

    private static List<Long> numbers(String array) {
        return array.equals("{}")
                ? List.of()
                : Arrays.stream(array.substring(1, array.length() - 1).split(","))
                        .map(Long::valueOf)
                        .toList();
    }

    /** Whether one of the sessions runs somebody's code. Autovacuum, which has no user, looks after new tables too. */
    boolean isInUse(Queries queries) throws SQLException {
        for (long pid : sessions) {
            String asked = "SELECT FROM pg_catalog.pg_stat_get_activity(" + pid + ") WHERE usesysid IS NOT NULL";
            if (!queries.query(asked, row -> true).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}
