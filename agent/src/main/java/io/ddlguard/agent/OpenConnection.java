package io.ddlguard.agent;

import io.ddlguard.session.Session;
import java.util.concurrent.atomic.AtomicBoolean;

/** A guarded connection, from the driver's {@code connect} until its first {@code close} or {@code abort}. */
final class OpenConnection {

    private final Session session;
    private final AtomicBoolean closed = new AtomicBoolean();

    OpenConnection(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** Whether this is the first call: pools and try blocks close more than once. */
    boolean close() {
        return closed.compareAndSet(false, true);
    }
}
