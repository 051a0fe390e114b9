package io.ddlguard.sql;

/**
 * Tells in nanoseconds, without allocating, that a text cannot concern the guard: every statement in it begins with a
 * keyword that never defines or destroys an object. What it is unsure of it calls a concern; the parser then decides.
 *
 * <p>It follows PostgreSQL's lexer as far as needed to find where statements end: comments nest, a dollar-quoted text
 * ends at its own tag, a quote in a quote is doubled, and a backslash escapes only in an {@code E''} text.
 */
public final class SqlGate {

    /** First keywords of statements that the guard has nothing to say about. */
    private static final String[] HARMLESS = {
        "ABORT",
        "ANALYZE",
        "BEGIN",
        "CHECKPOINT",
        "CLOSE",
        "COMMIT",
        "COPY",
        "DEALLOCATE",
        "DECLARE",
        "DELETE",
        "DISCARD",
        "END",
        "EXECUTE",
        "EXPLAIN",
        "FETCH",
        "INSERT",
        "LISTEN",
        "LOAD",
        "MERGE",
        "MOVE",
        "NOTIFY",
        "PREPARE",
        "RELEASE",
        "RESET",
        "ROLLBACK",
        "SAVEPOINT",
        "SELECT",
        "SET",
        "SHOW",
        "START",
        "TABLE",
        "UNLISTEN",
        "UPDATE",
        "VALUES",
        "WITH",
    };

    private static final String[] SETTING_OUT = {"BEGIN", "DISCARD", "RESET", "SAVEPOINT", "SET", "START"};

    private static final String[] ENDING = {"ABORT", "COMMIT", "END", "PREPARE", "ROLLBACK"};

    private static final String[] SELECT = {"SELECT"};

    private static final String[] PREPARE = {"PREPARE"};

    private static final String[] TRANSACTION = {"TRANSACTION"};

    private SqlGate() {}

    /** Whether the text may hold a statement that a rule looks at. */
    public static boolean concerns(String sql) {
        int length = sql.length();
        int at = 0;
        while (true) {
            at = skipBlanks(sql, at);
            if (at < 0) {
                return true;
            }
            if (at == length) {
                return false;
            }
            char first = sql.charAt(at);
            if (first == ';') {
                at++;
                continue;
            }
            // A parenthesis can only begin a query, a brace only JDBC's {call …}.
            if (first != '(' && first != '{' && !isOneOf(HARMLESS, sql, at)) {
                return true;
            }
            // Most texts are one statement: a search for the semicolon settles them without a walk.
            if (sql.indexOf(';', at) < 0) {
                return false;
            }
            at = endOfStatement(sql, at);
            if (at < 0) {
                return true;
            }
        }
    }

    /** Whether a text that concerns nobody may end a transaction all the same. It errs on the side of yes. */
    public static boolean mayEndTransaction(String sql) {
        int at = skipBlanks(sql, 0);
        return at < 0 || sql.indexOf(';') >= 0 || at < sql.length() && isOneOf(ENDING, sql, at);
    }

    /** Whether the text prepares a transaction for a two-phase commit. */
    public static boolean preparesTransaction(String sql) {
        int at = skipBlanks(sql, 0);
        if (at < 0 || !isOneOf(PREPARE, sql, at)) {
            return false;
        }
        int next = skipBlanks(sql, at + PREPARE[0].length());
        return next >= 0 && next < sql.length() && isOneOf(TRANSACTION, sql, next);
    }

    /**
     * Whether a query takes an advisory lock for the rest of its transaction, as deploys do to wait for one another.
     * In lower case, as the tools write it.
     */
    public static boolean takesAdvisoryLock(String sql) {
        int at = skipBlanks(sql, 0);
        return at >= 0 && at < sql.length() && isOneOf(SELECT, sql, at) && sql.indexOf("advisory_xact_lock", at) >= 0;
    }

    /**
     * Whether a text that concerns nobody may change what a later one does: what its names mean, by the search path or by
     * a rollback of what was made, and in which transaction it runs. It errs on the side of yes.
     */
    public static boolean mayChangeContext(String sql) {
        int at = skipBlanks(sql, 0);
        if (at < 0 || at < sql.length() && (isOneOf(SETTING_OUT, sql, at) || isOneOf(ENDING, sql, at))) {
            return true;
        }
        int semicolon = sql.indexOf(';');
        return semicolon >= 0 && skipBlanks(sql, semicolon + 1) != sql.length();
    }

    private static boolean isOneOf(String[] keywords, String sql, int at) {
        int end = at;
        while (end < sql.length() && isIdentifierPart(sql.charAt(end))) {
            end++;
        }
        int length = end - at;
        for (String keyword : keywords) {
            if (keyword.length() == length && sql.regionMatches(true, at, keyword, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** The offset after blanks and comments; -1 where a comment does not end. */
    private static int skipBlanks(String sql, int from) {
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
    private static int endOfStatement(String sql, int from) {
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            switch (c) {
                case ';':
                    return at + 1;
                case '\'':
                    at = endOfQuoted(sql, at, at > from && isEscapePrefix(sql, at));
                    break;
                case '"':
                    at = endOfIdentifier(sql, at);
                    break;
                case '$':
                    at = at > from && isIdentifierPart(sql.charAt(at - 1)) ? at + 1 : endOfDollarQuoted(sql, at);
                    break;
                case '-':
                    at = sql.startsWith("--", at) ? endOfLine(sql, at) : at + 1;
                    break;
                case '/':
                    at = sql.startsWith("/*", at) ? endOfComment(sql, at) : at + 1;
                    break;
                default:
                    at++;
            }
            if (at < 0) {
                return -1;
            }
        }
        return at;
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

    private static boolean isIdentifierPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80;
    }
}
