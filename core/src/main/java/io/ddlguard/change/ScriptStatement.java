package io.ddlguard.change;

import java.util.List;

/**
 * One statement of a text.
 *
 * @param start offset of its first token
 * @param end offset after its last token, the semicolon not included
 * @param inBody whether the changes happen in the body of a DO block, where nothing can be put in their place
 * @param inTransaction whether PostgreSQL lets the statement run in a transaction block
 * @param comments the comments before and in it
 */
public record ScriptStatement(
        List<Change> changes, int start, int end, boolean inBody, boolean inTransaction, List<String> comments) {

    public ScriptStatement {
        changes = List.copyOf(changes);
        comments = List.copyOf(comments);
    }

    public Span span() {
        return new Span(start, end);
    }
}
