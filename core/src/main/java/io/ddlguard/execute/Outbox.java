package io.ddlguard.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ids of the journal rows that one caller's open transaction has written. Whether they count is for the server to
 * say when it has ended. Used by the caller's thread.
 */
public final class Outbox {

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private final List<String> ids = new ArrayList<>();

    public static boolean anyPending() {
        return PENDING.get() > 0;
    }

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

    /** Forgets rows: they are done, or in other hands, or were rolled back. */
    public void remove(List<String> rows) {
        int before = ids.size();
        ids.removeAll(rows);
        PENDING.addAndGet(ids.size() - before);
    }
}
