package io.ddlguard.sql;

/**
 * Walks over SQL as PostgreSQL's lexer does, as far as needed to find words and where statements end: comments nest, a
 * dollar-quoted text ends at its own tag, a quote in a quote is doubled, and a backslash escapes only in an {@code E''}
 * text. Allocates nothing.
 */
final class SqlWalk {

    private SqlWalk() {}

    /** The offset after blanks and comments; -1 where a comment does not end. */
    static int skipBlanks(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0B) {
                at++;
            } else if (c == '-' && sql.startsWith("--", at)) {
                at = endOfLine(sql, at);
            } else if (c == '/' && sql.startsWith("/*", at)) {
                at = endOfComment(sql, at);
                if (at < 0) {
                    return -1;
                }
            } else {
                return at;
            }
        }
        return at;
    }

    /** The offset after the semicolon that ends the statement, or the text's length; -1 where it is unsure. */
    static int endOfStatement(String sql, int from) {
        int at = from;
        while (at >= 0 && at < sql.length()) {
            if (sql.charAt(at) == ';') {
                return at + 1;
            }
            at = next(sql, from, at);
        }
        return at;
    }

    /** Whether a statement has a word of its own, not in parentheses; no where it is unsure. */
    static boolean hasWord(String sql, int from, String word) {
        int depth = 0;
        int at = from;
        while (at >= 0 && at < sql.length() && sql.charAt(at) != ';') {
            char c = sql.charAt(at);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (depth == 0 && isWord(sql, at, word) && !isIdentifierPart(sql.charAt(at - 1))) {
                return true;
            }
            at = next(sql, from, at);
        }
        return false;
    }

    /** Whether the word begins there and ends with its last letter; in upper case. */
    static boolean isWord(String sql, int at, String word) {
        int end = at + word.length();
        return sql.regionMatches(true, at, word, 0, word.length())
                && (end == sql.length() || !isIdentifierPart(sql.charAt(end)));
    }

    /** The offset after what cannot be looked into, or after a character; -1 where it does not end. */
    private static int next(String sql, int from, int at) {
        return switch (sql.charAt(at)) {
            case '\'' -> endOfQuoted(sql, at, at > from && isEscapePrefix(sql, at));
            case '"' -> endOfIdentifier(sql, at);
            case '$' -> at > from && isIdentifierPart(sql.charAt(at - 1)) ? at + 1 : endOfDollarQuoted(sql, at);
            case '-' -> sql.startsWith("--", at) ? endOfLine(sql, at) : at + 1;
            case '/' -> sql.startsWith("/*", at) ? endOfComment(sql, at) : at + 1;
            default -> at + 1;
        };
    }

    private static boolean isEscapePrefix(String sql, int quote) {
        char before = sql.charAt(quote - 1);
        return (before == 'e' || before == 'E') && (quote < 2 || !isIdentifierPart(sql.charAt(quote - 2)));
    }

    private static int endOfQuoted(String sql, int quote, boolean escapes) {
        for (int at = quote + 1; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '\\') {
                if (!escapes) {
                    // With standard_conforming_strings off it would escape; the gate does not know the setting.
                    return -1;
                }
                at++;
            } else if (c == '\'') {
                return at + 1;
            }
        }
        return -1;
    }

    private static int endOfIdentifier(String sql, int quote) {
        int end = sql.indexOf('"', quote + 1);
        return end < 0 ? -1 : end + 1;
    }

    private static int endOfDollarQuoted(String sql, int dollar) {
        int tagEnd = dollar + 1;
        while (tagEnd < sql.length() && sql.charAt(tagEnd) != '$') {
            if (!isIdentifierPart(sql.charAt(tagEnd))) {
                return dollar + 1;
            }
            tagEnd++;
        }
        if (tagEnd == sql.length() || tagEnd > dollar + 1 && Character.isDigit(sql.charAt(dollar + 1))) {
            return dollar + 1;
        }
        int length = tagEnd + 1 - dollar;
        for (int at = sql.indexOf('$', tagEnd + 1); at >= 0; at = sql.indexOf('$', at + 1)) {
            if (sql.regionMatches(at, sql, dollar, length)) {
                return at + length;
            }
        }
        return -1;
    }

    private static int endOfLine(String sql, int from) {
        int at = from;
        while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    private static int endOfComment(String sql, int from) {
        int depth = 1;
        int at = from + 2;
        while (at < sql.length()) {
            if (sql.startsWith("*/", at)) {
                at += 2;
                if (--depth == 0) {
                    return at;
                }
            } else if (sql.startsWith("/*", at)) {
                at += 2;
                depth++;
            } else {
                at++;
            }
        }
        return -1;
    }

    static boolean isIdentifierPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80;
    }
}
