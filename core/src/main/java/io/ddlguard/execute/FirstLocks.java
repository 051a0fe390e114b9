package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The commands that take, before a statement, those of its locks that it would take in a way that hurts others. To be
 * run in the statement's transaction.
 *
 * @param against autovacuum, while which nobody waits behind us
 * @param take the locks themselves; none where the statement may go as it is
 */
record FirstLocks(List<String> against, List<String> take) {

    /** @param fewest as of {@link WantedLocks#commands} */
    static FirstLocks of(Side side, WantedLocks wanted, LockLook look, long lockTimeoutMillis, int fewest)
            throws SQLException {
        WantedLocks missing = wanted.without(look.own());
        List<String> against = new ArrayList<>();
        String tables = missing.all().stream()
                .filter(WantedLocks.Wanted::lockable)
                .map(lock -> "ONLY " + lock.sql())
                .collect(Collectors.joining(", "));
        if (!tables.isEmpty() && look.others().stream().anyMatch(Blocker::autovacuum)) {
            // A worker yields to whoever has queued for deadlock_timeout. In this mode queueing stops nobody but other
            // DDL, and having it keeps the worker out.
            against.add("SET LOCAL lock_timeout = " + 2 * deadlockTimeoutMillis(side));
            against.add("LOCK TABLE " + tables + " IN SHARE UPDATE EXCLUSIVE MODE");
            against.add("SET LOCAL lock_timeout = " + lockTimeoutMillis);
        }
        return new FirstLocks(against, missing.commands(fewest));
    }

    private static long deadlockTimeoutMillis(Side side) throws SQLException {
        return side.query(
                        "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'",
                        row -> row.getLong(1))
                .get(0);
    }
}
