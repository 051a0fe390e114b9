package io.ddlguard.catalog;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables that this JVM's deploy job has made. No running code can know them yet, so no rule about locks or lost data
 * concerns them, as long as nothing older leads to them. Thread-safe.
 */
public final class JobRelations {

    private record Key(String server, long oid) {}

    /** By the name that the job gave it: one that later gets another may have taken that of a table in use. */
    private final Map<Key, String> made = new ConcurrentHashMap<>();

    public void made(CallerContext where, Relation relation) {
        made.put(new Key(where.server(), relation.oid()), relation.toString());
    }

    boolean isUnreachable(CallerContext where, Relation relation, Facts.SideSource sides) throws SQLException {
        if (!relation.toString().equals(made.get(new Key(where.server(), relation.oid())))) {
            return false;
        }
        // A child, a lock of another session, and whatever refers to it: zero stands for the first two.
        return sides
                .side()
                .query(
                        "SELECT conrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid = "
                                + relation.oid() + " UNION ALL SELECT 0 FROM pg_catalog.pg_inherits WHERE inhrelid = "
                                + relation.oid() + " UNION ALL SELECT 0 FROM pg_catalog.pg_locks WHERE locktype ="
                                + " 'relation' AND relation = " + relation.oid() + " AND pid NOT IN (" + where.pid()
                                + ", pg_catalog.pg_backend_pid())",
                        row -> row.getLong(1))
                .stream()
                .allMatch(referencing -> made.containsKey(new Key(where.server(), referencing)));
    }
}
