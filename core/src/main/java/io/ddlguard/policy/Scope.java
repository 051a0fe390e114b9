package io.ddlguard.policy;

import java.util.Locale;

/** Whose statements are enforced upon; the policy's word for it is {@link #toString}. */
public enum Scope {
    /** Those of a deploy: a migration tool is on the stack. Others are observed, so no nightly TRUNCATE fails. */
    DEPLOY,
    /** Those of everybody. */
    ALWAYS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
