package io.ddlguard.catalog;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The relations that this JVM's deploy job has made. No running code can know them yet, so no rule about locks or lost
 * data concerns them. Thread-safe.
 */
public final class JobRelations {

    private record Key(String server, long oid) {}

    private final Set<Key> made = ConcurrentHashMap.newKeySet();

    public void made(CallerContext where, long oid) {
        made.add(new Key(where.server(), oid));
    }

    boolean contains(CallerContext where, long oid) {
        return made.contains(new Key(where.server(), oid));
    }
}
