package io.ddlguard.execute;

import io.ddlguard.change.LockMode;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import java.time.Duration;
import java.util.LinkedHashMap;
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

    private final Map<Long, Held> held = new LinkedHashMap<>();
    private int savepoints;

    /** @param lock as a person reads it: {@code ACCESS EXCLUSIVE on public.users} */
    private record Held(String lock, Duration waited, long since) {

        Duration time() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    public static boolean anyHeld() {
        return HOLDING.get() > 0;
    }

    /** Whether another savepoint of ours is no burden; it counts when it is asked for. */
    boolean nextSavepoint() {
        savepoints++;
        return savepoints <= MOST_SAVEPOINTS;
    }

    /**
     * @param waited how long the statement has tried for them
     * @param since a moment, in {@link System#nanoTime}, after which they were taken
     */
    void taken(WantedLocks locks, Duration waited, long since) {
        boolean none = held.isEmpty();
        locks.all().stream()
                .filter(lock -> lock.mode().stopsWriters())
                .forEach(lock -> held.putIfAbsent(lock.oid(), new Held(lock.toString(), waited, since)));
        if (none && !held.isEmpty()) {
            HOLDING.incrementAndGet();
        }
    }

    /**
     * How long the oldest of them has stopped others; zero where none does.
     *
     * @param own what the server says the transaction holds: a savepoint may have given some back
     */
    Duration held(Map<Long, Set<LockMode>> own) {
        return held.entrySet().stream()
                .filter(lock -> own.containsKey(lock.getKey()))
                .map(lock -> lock.getValue().time())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** The transaction has ended. What it has held for longer than it should is told. */
    public void released(Duration maxHeld, LockTimes times, Reporter reporter) {
        for (Held lock : held.values()) {
            times.add(lock.lock(), lock.waited(), lock.time());
            if (lock.time().compareTo(maxHeld) > 0) {
                reporter.report(new Event.HeldLong(lock.lock(), lock.time(), maxHeld));
            }
        }
        if (!held.isEmpty()) {
            HOLDING.decrementAndGet();
        }
        held.clear();
        savepoints = 0;
    }
}
