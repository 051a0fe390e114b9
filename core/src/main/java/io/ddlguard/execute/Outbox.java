package io.ddlguard.execute;

import io.ddlguard.session.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ids of the journal rows that one caller's transactions have written: those of the open one, of which the server
 * will say whether they count, and those that are due. Used by one thread at a time, but {@link #stopAwaiting} by any.
 *
 * <p>What is due may have to wait for other transactions of this JVM. Flyway writes its history row on another
 * connection and commits it after the migration, Liquibase in the next transaction of the same one: what comes after the
 * migration must not come before that, or a death in between would leave a migration that is committed and not recorded.
 */
public final class Outbox {

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private final List<String> ids = new ArrayList<>();
    private final List<String> due = new ArrayList<>();
    private final Set<Session> awaited = ConcurrentHashMap.newKeySet();

    public static boolean anyPending() {
        return PENDING.get() > 0;
    }

    /** Whether the open transaction has written none. */
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    public List<String> ids() {
        return List.copyOf(ids);
    }

    void add(List<String> rows) {
        ids.addAll(rows);
        PENDING.addAndGet(rows.size());
    }

    /**
     * The transaction of these rows has committed.
     *
     * @param others whose transactions come first
     */
    public void committed(List<String> rows, Collection<Session> others) {
        ids.removeAll(rows);
        due.addAll(rows);
        awaited.addAll(others);
    }

    /** The transaction has ended, and what is not due of it was rolled back. */
    public void rolledBack() {
        PENDING.addAndGet(-ids.size());
        ids.clear();
    }

    /** Whether this was the last transaction that what is due has waited for. */
    public boolean stopAwaiting(Session other) {
        return awaited.remove(other) && awaited.isEmpty();
    }

    public boolean isAwaiting() {
        return !awaited.isEmpty();
    }

    public boolean hasDue() {
        return !due.isEmpty();
    }

    /** Hands out what is due: it is in other hands now. */
    public List<String> takeDue() {
        List<String> taken = List.copyOf(due);
        PENDING.addAndGet(-due.size());
        due.clear();
        awaited.clear();
        return taken;
    }
}
