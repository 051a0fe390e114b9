package io.ddlguard.policy;

import java.util.Locale;

/**
 * What becomes of a job that has committed a migration and could not do what comes after it; the policy's word for it
 * is {@link #toString}. There is none that throws: a commit that throws makes a tool run the migration again.
 */
public enum OnPending {
    /** It is reported as an error. */
    REPORT,
    /** It is, and under the agent the JVM ends with the exit code 3. */
    EXIT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
