package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.change.LockMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One look at {@code pg_locks}: who holds what excludes the locks that we want, and what the caller's transaction holds
 * itself.
 *
 * @param others oldest first, each once
 * @param own the modes that the caller holds, by the relation's OID
 */
record LockLook(List<Blocker> others, Map<Long, Set<LockMode>> own) {

    private static final String LOOK =
            "SELECT l.relation, l.mode, l.virtualtransaction, l.pid IS NOT DISTINCT FROM %s, " + Blocker.COLUMNS + """
             FROM pg_catalog.pg_locks l
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            LEFT JOIN pg_catalog.pg_locks x ON l.pid IS NULL AND x.pid IS NULL AND x.locktype = 'transactionid'
                AND x.virtualtransaction = l.virtualtransaction
            LEFT JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = x.transactionid
            WHERE l.locktype = 'relation' AND l.granted AND l.mode <> 'SIReadLock' AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
            AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            AND (l.pid IS NOT DISTINCT FROM %s OR (l.relation, l.mode) IN (VALUES %s))
            ORDER BY coalesce(a.xact_start, p.prepared), l.pid, l.relation""";

    static LockLook at(Side side, WantedLocks wanted, int callerPid, Callers callers) throws SQLException {
        Map<Long, Set<LockMode>> own = new HashMap<>();
        Map<Long, String> names =
                wanted.all().stream().collect(Collectors.toMap(WantedLocks.Wanted::oid, WantedLocks.Wanted::readable));
        List<Blocker> held = new ArrayList<>();
        side.query(LOOK.formatted(callerPid, callerPid, excluded(wanted)), row -> {
            long relation = row.getLong(1);
            LockMode mode = LockMode.of(row.getString(2));
            if (row.getBoolean(4)) {
                return own.computeIfAbsent(relation, oid -> EnumSet.noneOf(LockMode.class))
                        .add(mode);
            }
            return held.add(Blocker.of(row, 5, row.getString(3), mode + " on " + names.get(relation), callers));
        });
        return new LockLook(eachOnce(held), own);
    }

    private static String excluded(WantedLocks wanted) {
        String nothing = "(0::pg_catalog.oid, '')";
        return wanted.all().stream()
                .flatMap(lock -> lock.mode().conflicts().stream()
                        .map(mode -> "(" + lock.oid() + "::pg_catalog.oid, '" + mode.catalogName() + "')"))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), values -> values.isEmpty() ? nothing : values));
    }

    private static List<Blocker> eachOnce(List<Blocker> held) {
        List<Blocker> once = new ArrayList<>();
        for (Blocker blocker : held) {
            boolean known = once.stream()
                    .anyMatch(other ->
                            other.pid() == blocker.pid() && other.transaction().equals(blocker.transaction()));
            if (!known) {
                once.add(blocker);
            }
        }
        return once;
    }
}
