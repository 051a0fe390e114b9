package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Takes, before a statement, those of its locks that it would take in an order, or behind waits, that hurt others. */
final class FirstLocks {

    private final Session caller;
    private final Side side;
    private final Attempt attempt;
    private final Backoff backoff;

    FirstLocks(Session caller, Side side, Attempt attempt, Backoff backoff) {
        this.caller = caller;
        this.side = side;
        this.attempt = attempt;
        this.backoff = backoff;
    }

    void take(WantedLocks wanted, LockLook look) throws SQLException {
        WantedLocks missing = wanted.without(look.own());
        if (look.others().stream().anyMatch(Blocker::autovacuum)) {
            sendAutovacuumAway(missing);
        }
        long timeout = backoff.lockTimeoutMillis();
        List<String> commands = missing.commands();
        long began = System.nanoTime();
        for (String command : commands) {
            caller.execute(command);
        }
        if (!commands.isEmpty()) {
            // Whoever waits behind the first of them has waited since then.
            attempt.lockTimeout(Math.max(1, timeout - (System.nanoTime() - began) / 1_000_000));
        }
    }

    /**
     * An autovacuum worker yields to whoever has queued for {@code deadlock_timeout}. In this mode queueing stops nobody
     * but other DDL, and having it keeps the worker out.
     */
    private void sendAutovacuumAway(WantedLocks missing) throws SQLException {
        String tables = missing.all().stream()
                .filter(WantedLocks.Wanted::lockable)
                .map(wanted -> "ONLY " + wanted.sql())
                .collect(Collectors.joining(", "));
        if (tables.isEmpty()) {
            return;
        }
        long deadlockTimeout = side.query(
                        "SELECT setting::bigint FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'",
                        row -> row.getLong(1))
                .get(0);
        attempt.lockTimeout(2 * deadlockTimeout);
        caller.execute("LOCK TABLE " + tables + " IN SHARE UPDATE EXCLUSIVE MODE");
        attempt.lockTimeout(backoff.lockTimeoutMillis());
    }
}
