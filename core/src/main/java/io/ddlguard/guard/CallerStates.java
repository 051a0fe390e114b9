package io.ddlguard.guard;

import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.execute.Outbox;
import io.ddlguard.policy.PolicyException;
import io.ddlguard.session.Session;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The states of this JVM's guarded connections, and what one of them means for the others. Thread-safe. */
final class CallerStates {

    private final Policies policies;
    private final Job job;

    // A state refers to its session only while it works, so the map does not keep a forgotten connection alive.
    private final Map<Session, CallerState> states = Collections.synchronizedMap(new WeakHashMap<>());

    CallerStates(Policies policies, Job job) {
        this.policies = policies;
        this.job = job;
    }

    /** Null where the guard has had nothing to do with the connection yet. */
    @Nullable
    CallerState get(Session session) {
        return states.get(session);
    }

    CallerState of(Session session) {
        return states.computeIfAbsent(session, opened -> new CallerState(job));
    }

    void remove(Session session) {
        states.remove(session);
    }

    /** The transaction of a connection has ended: what others have to do may have waited for it. */
    void stopAwaiting(Session ended) {
        others(ended).forEach((session, state) -> state.stopAwaiting(ended, session, limits(session)));
    }

    /** What other connections' transactions have left to do comes before a statement that may rest on it. */
    void runDueOfOthers(Session caller) {
        if (Outbox.anyPending()) {
            others(caller).forEach((session, state) -> state.runDueIfFree(session, limits(session)));
        }
    }

    private Map<Session, CallerState> others(Session but) {
        synchronized (states) {
            Map<Session, CallerState> others = new IdentityHashMap<>(states);
            others.remove(but);
            return others;
        }
    }

    Limits limits(Session session) {
        try {
            return Limits.of(policies.of(session.url()));
        } catch (PolicyException e) {
            throw new IllegalStateException("it was read before this connection was opened", e);
        }
    }
}
