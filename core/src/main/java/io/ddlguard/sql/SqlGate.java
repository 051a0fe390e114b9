package io.ddlguard.sql;

/**
 * Tells in nanoseconds, without allocating, that a text cannot concern the guard: every statement in it begins with a
 * keyword that never defines or destroys an object, and says which rows it means. What it is unsure of it calls a concern; the parser then decides.
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

    /** They take all rows of a table where they do not say which. */
    private static final String[] OF_ROWS = {"DELETE", "UPDATE"};

    private static final String[] SELECT = {"SELECT"};

    private static final String[] PREPARE = {"PREPARE"};

    private static final String[] TRANSACTION = {"TRANSACTION"};

    private SqlGate() {}

    /** Whether the text may hold a statement that a rule looks at. */
    public static boolean concerns(String sql) {
        int length = sql.length();
        int at = 0;
        while (true) {
            at = SqlWalk.skipBlanks(sql, at);
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
            if (isOneOf(OF_ROWS, sql, at) && !SqlWalk.hasWord(sql, at + 1, "WHERE")) {
                return true;
            }
            // Most texts are one statement: a search for the semicolon settles them without a walk.
            if (sql.indexOf(';', at) < 0) {
                return false;
            }
            at = SqlWalk.endOfStatement(sql, at);
            if (at < 0) {
                return true;
            }
        }
    }

    /** Whether a text that concerns nobody may end a transaction all the same. It errs on the side of yes. */
    public static boolean mayEndTransaction(String sql) {
        int at = SqlWalk.skipBlanks(sql, 0);
        return at < 0 || sql.indexOf(';') >= 0 || at < sql.length() && isOneOf(ENDING, sql, at);
    }

    /** Whether the text prepares a transaction for a two-phase commit. */
    public static boolean preparesTransaction(String sql) {
        int at = SqlWalk.skipBlanks(sql, 0);
        if (at < 0 || !isOneOf(PREPARE, sql, at)) {
            return false;
        }
        int next = SqlWalk.skipBlanks(sql, at + PREPARE[0].length());
        return next >= 0 && next < sql.length() && isOneOf(TRANSACTION, sql, next);
    }

    /**
     * Whether a query takes an advisory lock for the rest of its transaction, as deploys do to wait for one another.
     * In lower case, as the tools write it.
     */
    public static boolean takesAdvisoryLock(String sql) {
        int at = SqlWalk.skipBlanks(sql, 0);
        return at >= 0 && at < sql.length() && isOneOf(SELECT, sql, at) && sql.indexOf("advisory_xact_lock", at) >= 0;
    }

    /**
     * Whether a text that concerns nobody may change what a later one does: what its names mean, by the search path or by
     * a rollback of what was made, and in which transaction it runs. It errs on the side of yes.
     */
    public static boolean mayChangeContext(String sql) {
        int at = SqlWalk.skipBlanks(sql, 0);
        if (at < 0 || at < sql.length() && (isOneOf(SETTING_OUT, sql, at) || isOneOf(ENDING, sql, at))) {
            return true;
        }
        int semicolon = sql.indexOf(';');
        return semicolon >= 0 && SqlWalk.skipBlanks(sql, semicolon + 1) != sql.length();
    }

    private static boolean isOneOf(String[] keywords, String sql, int at) {
        for (String keyword : keywords) {
            if (SqlWalk.isWord(sql, at, keyword)) {
                return true;
            }
        }
        return false;
    }
}
