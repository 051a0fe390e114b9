package io.ddlguard.execute;

import io.ddlguard.session.Session;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The guarded connections of this JVM. Held weakly: a connection that its owner forgets is forgotten here too.
 * Thread-safe.
 */
public final class Callers {

    private final ConcurrentLinkedQueue<WeakReference<Session>> open = new ConcurrentLinkedQueue<>();

    public void opened(Session session) {
        open.add(new WeakReference<>(session));
    }

    public void closed(Session session) {
        open.removeIf(reference -> reference.get() == session || reference.get() == null);
    }

    /** The open connections, this one included. */
    List<Session> all() {
        List<Session> sessions = new ArrayList<>();
        for (Iterator<WeakReference<Session>> each = open.iterator(); each.hasNext(); ) {
            Session session = each.next().get();
            if (session == null) {
                each.remove();
            } else {
                sessions.add(session);
            }
        }
        return sessions;
    }

    /** Those connections whose backends have one of these pids. */
    List<Session> withPid(List<Integer> pids) {
        return all().stream()
                .filter(session -> pids.contains(session.backendPid()))
                .toList();
    }
}
