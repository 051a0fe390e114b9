package io.ddlguard.execute;

import io.ddlguard.change.LockMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the caller's open transaction has locked by statements of ours, so that others wait until it ends. Used by one
 * thread at a time.
 */
public final class TransactionLocks {

    /** Past 64 open subtransactions of a backend every snapshot of the cluster pays. */
    private static final int MOST_SAVEPOINTS = 30;

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger HOLDING = new AtomicInteger();

    private final Map<Long, Long> since = new HashMap<>();
    private int savepoints;

    public static boolean anyHeld() {
        return HOLDING.get() > 0;
    }

    /** Whether another savepoint of ours is no burden; it counts when it is asked for. */
    boolean nextSavepoint() {
        savepoints++;
        return savepoints <= MOST_SAVEPOINTS;
    }

    void taken(WantedLocks locks) {
        long now = System.nanoTime();
        boolean none = since.isEmpty();
        locks.all().stream()
                .filter(lock -> lock.mode().stopsWriters())
                .forEach(lock -> since.putIfAbsent(lock.oid(), now));
        if (none && !since.isEmpty()) {
            HOLDING.incrementAndGet();
        }
    }

    /**
     * How long the oldest of them has stopped others; zero where none does.
     *
     * @param own what the server says the transaction holds: a savepoint may have given some back
     */
    Duration held(Map<Long, Set<LockMode>> own) {
        long now = System.nanoTime();
        return since.entrySet().stream()
                .filter(lock -> own.containsKey(lock.getKey()))
                .map(lock -> Duration.ofNanos(now - lock.getValue()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** The transaction has ended. */
    public void released() {
        if (!since.isEmpty()) {
            HOLDING.decrementAndGet();
        }
        since.clear();
        savepoints = 0;
    }
}
