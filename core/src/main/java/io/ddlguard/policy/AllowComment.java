package io.ddlguard.policy;

import java.util.List;
import java.util.Set;

/**
 * {@code ddlguard:allow RULE[, RULE …] reason="…"} at the start of a comment, or of a line of one. One that is not
 * quite right is {@link Malformed}, never ignored, because its author believes that it counts.
 */
public sealed interface AllowComment {

    /** These rules may be broken by the statement that the comment belongs to. */
    record Granted(Set<String> rules, String reason) implements AllowComment {

        public Granted {
            rules = Set.copyOf(rules);
        }
    }

    /** The comment allows nothing; the statement is to be refused with this. */
    record Malformed(String problem) implements AllowComment {}

    /**
     * The allow comments of one SQL comment, in their order.
     *
     * @param comment the text, with or without its {@code --} or {@code /* … *}{@code /}
     */
    static List<AllowComment> in(String comment, Set<String> knownRules) {
        return new AllowCommentReader(knownRules).read(comment);
    }
}
