package io.ddlguard.policy;

import java.util.Locale;

/**
 * What becomes of the job when its migration is committed and work that was left for after the commit could not be done;
 * the policy's word for it is {@link #toString}.
 */
public enum OnPending {
    /** The log says so, and the job ends as it would have. */
    REPORT,
    /** Under the agent, the JVM ends with an exit code of its own. */
    EXIT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
