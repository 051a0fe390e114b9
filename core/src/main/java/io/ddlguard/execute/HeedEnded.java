package io.ddlguard.execute;

import io.ddlguard.report.RefusalText;

/** Replicas or load have left no room for what was to be done, or the role may not look. Nothing of it was sent. */
public final class HeedEnded extends Refusal {

    private final String text;

    /** @param text the whole of it, as {@link RefusalText} has it for the caller */
    HeedEnded(String reason, String text) {
        super(reason);
        this.text = text;
    }

    public String text() {
        return text;
    }
}
