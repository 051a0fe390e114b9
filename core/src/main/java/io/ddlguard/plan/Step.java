package io.ddlguard.plan;

import java.util.List;

/**
 * One command that runs outside the caller's transaction, on the side connection in autocommit.
 *
 * @param undo what takes its result away again if this or a later step fails; safe to run whether or not the step came
 *     to its end
 */
public record Step(String sql, Patience patience, List<String> undo) {

    public Step {
        undo = List.copyOf(undo);
    }

    /** How a step waits for its locks. */
    public enum Patience {
        /** It takes a lock that stops others: short tries with pauses between. */
        POLITE,
        /**
         * It stops nobody while it waits, and a lock_timeout that fired in the middle would leave an invalid index:
         * no timeout of the server's, a deadline of ours.
         */
        PATIENT
    }
}
