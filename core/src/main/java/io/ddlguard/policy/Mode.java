package io.ddlguard.policy;

import java.util.Locale;

/** How far the guard goes in an environment; the policy's word for it is {@link #toString}. */
public enum Mode {
    /** Rewrite and refuse. */
    ENFORCE,
    /** Decide and report, change nothing. */
    OBSERVE,
    /** Let everything through, unread. */
    OFF;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
