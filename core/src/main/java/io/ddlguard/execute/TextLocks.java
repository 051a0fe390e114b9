package io.ddlguard.execute;

import java.util.List;

/** The locks that a text will take on what others may use. */
public record TextLocks(List<LockTarget> targets, Form form) {

    /** What takes them, which decides when they may be taken before it, and how often it can be tried. */
    public enum Form {
        /** One statement, which takes them all: they may be taken together before it. */
        STATEMENT,
        /** Several statements in one text: a lock is not to be held before the statement that needs it. */
        SCRIPT,
        /**
         * A JDBC batch. The driver empties it when it sends it, so that it can be sent only once: all that waiting can
         * be repeated for comes before.
         */
        BATCH
    }

    public static final TextLocks NONE = new TextLocks(List.of(), Form.SCRIPT);

    public boolean isEmpty() {
        return targets.isEmpty();
    }
}
