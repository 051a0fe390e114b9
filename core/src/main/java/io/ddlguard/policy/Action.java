package io.ddlguard.policy;

import java.util.Locale;

/** What a rule does when it finds something; the policy's word for it is {@link #toString}. */
public enum Action {
    /** Run the statement in its online form. Only rules that have one take this. */
    REWRITE,
    /** Refuse the statement. */
    BLOCK,
    /** Run it as written, and say what it does. */
    WARN,
    /** Run it as written. */
    ALLOW;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
