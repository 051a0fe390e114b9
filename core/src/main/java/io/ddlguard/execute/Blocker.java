package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** A backend that is in the way, as far as the role may see it. Its query is left out: it may hold values. */
record Blocker(int pid, String description) {

    private static final String SELECT = """
            SELECT a.pid, 'pid ' || a.pid
                || coalesce(', user ' || a.usename, '')
                || coalesce(', application ' || nullif(a.application_name, ''), '')
                || coalesce(', ' || a.state, '')
                || coalesce(', transaction open for '
                    || pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start)::text, '')
                || CASE WHEN a.backend_type = 'autovacuum worker' THEN ', autovacuum' ELSE '' END
                || CASE WHEN a.backend_start IS NULL
                    THEN ' (its age and state are hidden: GRANT pg_read_all_stats shows them)' ELSE '' END
            FROM pg_catalog.pg_stat_activity a WHERE a.pid IN (%s) ORDER BY a.xact_start, a.pid""";

    /** Those who hold a lock on one of the relations, short transactions that come and go left out. */
    static List<Blocker> holders(Side side, List<Long> relations, int callerPid) throws SQLException {
        if (relations.isEmpty()) {
            return List.of();
        }
        String oids = relations.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return read(
                side,
                "SELECT l.pid FROM pg_catalog.pg_locks l WHERE l.locktype = 'relation' AND l.granted AND l.relation IN ("
                        + oids + ") AND l.pid NOT IN (" + callerPid + ", pg_catalog.pg_backend_pid())"
                        + " AND coalesce(a.xact_start < pg_catalog.clock_timestamp() - interval '500 ms', true)");
    }

    /** Those on whom a backend waits, and those on whom they wait, to the end of the chain. */
    static List<Blocker> chain(Side side, int pid) throws SQLException {
        return read(
                side,
                "WITH RECURSIVE waits(pid) AS (SELECT pg_catalog.unnest(pg_catalog.pg_blocking_pids(" + pid
                        + ")) UNION SELECT b.pid FROM waits w, LATERAL pg_catalog.unnest("
                        + "pg_catalog.pg_blocking_pids(w.pid)) AS b(pid)) SELECT pid FROM waits");
    }

    /** Whether the same backends are in the way as before; how long they have been there changes with every look. */
    static boolean same(List<Blocker> now, List<Blocker> before) {
        return pids(now).equals(pids(before));
    }

    private static List<Integer> pids(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::pid).sorted().toList();
    }

    private static List<Blocker> read(Side side, String pids) throws SQLException {
        return side.query(SELECT.formatted(pids), row -> new Blocker(row.getInt(1), row.getString(2)));
    }

    @Override
    public String toString() {
        return description;
    }
}
