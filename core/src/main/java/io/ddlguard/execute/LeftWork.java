package io.ddlguard.execute;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The journal rows that this JVM was to do and has not done, each with the URL where they are. Thread-safe. */
public final class LeftWork {

    private final Map<String, String> urls = new ConcurrentHashMap<>();

    /** These are to be done now. */
    public void add(String url, Collection<String> ids) {
        ids.forEach(id -> urls.put(id, url));
    }

    /** Nothing is left to do of it, whoever did it. */
    void remove(String id) {
        urls.remove(id);
    }

    /** Where something is left to do. */
    public Set<String> urls() {
        return Set.copyOf(urls.values());
    }
}
