package io.ddlguard.pgparser;

import io.ddlguard.pgparser.tree.Node;

/**
 * One statement of a text, and where it stands there, in characters.
 *
 * @param leadStart the end of the statement before it, its semicolon included: from here to {@code start} there are only
 *     blanks and the comments that belong to this statement
 * @param start its first token
 * @param end behind its last token: neither the semicolon nor trailing blanks and comments are part of it
 */
public record RawStatement(Node node, int leadStart, int start, int end) {}
