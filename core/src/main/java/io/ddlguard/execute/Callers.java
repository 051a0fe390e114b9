package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.session.Session;
import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

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

    /** Whether no connection is open. */
    public boolean none() {
        return all().isEmpty();
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

    /** The others that idle in a transaction which has written, as the server says. */
    public List<Session> othersThatHaveWritten(Session caller, Side side) throws SQLException {
        List<Session> others =
                all().stream().filter(session -> session != caller).toList();
        return those(others, side, "backend_xid IS NOT NULL AND state = 'idle in transaction'");
    }

    /** Those of the sessions of which the server says this, a condition on {@code pg_stat_activity}. */
    static List<Session> those(List<Session> sessions, Side side, String condition) throws SQLException {
        if (sessions.isEmpty()) {
            return List.of();
        }
        String pids = sessions.stream()
                .map(session -> String.valueOf(session.backendPid()))
                .collect(Collectors.joining(", "));
        List<Integer> found = side.query(
                "SELECT pid FROM pg_catalog.pg_stat_activity WHERE " + condition
                        + " AND datname = pg_catalog.current_database() AND pid IN (" + pids + ")",
                row -> row.getInt(1));
        return withPid(sessions, found);
    }

    /** Those connections whose backends have one of these pids. */
    List<Session> withPid(List<Integer> pids) {
        return withPid(all(), pids);
    }

    private static List<Session> withPid(List<Session> sessions, List<Integer> pids) {
        return sessions.stream()
                .filter(session -> pids.contains(session.backendPid()))
                .toList();
    }
}
