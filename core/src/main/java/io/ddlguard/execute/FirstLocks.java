package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The commands that take, before a statement, those of its locks that it would take in a way that hurts others. */
final class FirstLocks {

    private FirstLocks() {}

    /**
     * To be run in the statement's transaction; none where the statement may go as it is.
     *
     * @param fewest as of {@link WantedLocks#commands}
     */
    static List<String> commands(Side side, WantedLocks wanted, LockLook look, long lockTimeoutMillis, int fewest)
            throws SQLException {
        WantedLocks missing = wanted.without(look.own());
        List<String> commands = new ArrayList<>();
        String tables = missing.all().stream()
                .filter(WantedLocks.Wanted::lockable)
                .map(lock -> "ONLY " + lock.sql())
                .collect(Collectors.joining(", "));
        if (!tables.isEmpty() && look.others().stream().anyMatch(Blocker::autovacuum)) {
            // A worker yields to whoever has queued for deadlock_timeout. In this mode queueing stops nobody but other
            // DDL, and having it keeps the worker out.
            commands.add("SET LOCAL lock_timeout = " + 2 * deadlockTimeoutMillis(side));
            commands.add("LOCK TABLE " + tables + " IN SHARE UPDATE EXCLUSIVE MODE");
            commands.add("SET LOCAL lock_timeout = " + lockTimeoutMillis);
        }
        commands.addAll(missing.commands(fewest));
        return commands;
    }

    private static long deadlockTimeoutMillis(Side side) throws SQLException {
        return side.query(
                        "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'",
                        row -> row.getLong(1))
                .get(0);
    }
}
