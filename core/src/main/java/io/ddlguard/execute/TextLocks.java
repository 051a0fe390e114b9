package io.ddlguard.execute;

import java.util.List;

/**
 * The locks that a text will take on what others may use.
 *
 * @param ofOneStatement whether one statement takes them all, so that they may be taken together before it. Of a text of
 *     several, a lock is not to be held before the statement that needs it
 */
public record TextLocks(List<LockTarget> targets, boolean ofOneStatement) {

    public static final TextLocks NONE = new TextLocks(List.of(), false);

    public boolean isEmpty() {
        return targets.isEmpty();
    }
}
