package io.ddlguard.change;

/**
 * A part of a text.
 *
 * @param start offset of its first character
 * @param end offset after its last one
 */
public record Span(int start, int end) {

    public String in(String sql) {
        return sql.substring(start, end);
    }
}
