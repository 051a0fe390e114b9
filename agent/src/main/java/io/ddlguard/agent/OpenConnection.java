package io.ddlguard.agent;

import io.ddlguard.session.Session;

/**
 * A guarded connection, from the driver's {@code connect} to its {@code close} or {@code abort}. Thread-safe.
 *
 * <p>One thread may close it while another is inside a guarded call. That call is cancelled and then takes away what it
 * has made, over a connection of the guard's own, which the guard closes when it is told: so it is told when the last
 * call has ended.
 */
final class OpenConnection {

    private final Session session;
    private int calls;
    private boolean closed;

    OpenConnection(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    synchronized void enter() {
        calls++;
    }

    /** Whether the guard is to be told that the connection has been closed: it was, while this call ran. */
    synchronized boolean leave() {
        calls--;
        return closed && calls == 0;
    }

    /** Whether the guard is to be told now: pools and try blocks close more than once. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first && calls == 0;
    }
}
