package io.ddlguard.policy;

import java.util.Locale;

/** What becomes of a statement when the guard itself fails; the policy's word for it is {@link #toString}. */
public enum OnInternalError {
    /** It is refused. */
    BLOCK,
    /** It runs as written. */
    ALLOW;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
