package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.Token;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.TypeName;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a statement's own text, found by its tokens: what is not rewritten is sent as it was written. */
final class StatementText {

    private static final String DOT = "ASCII_46";
    private static final String STAR = "ASCII_42";

    private final String statement;
    private final int offset;
    private final List<Token> tokens;

    StatementText(String sql, RawStatement raw) throws PgSyntaxException {
        this.statement = sql.substring(raw.start(), raw.end());
        this.offset = raw.start();
        this.tokens = PgParser.tokens(statement).stream()
                .filter(token ->
                        !token.name().equals("SQL_COMMENT") && !token.name().equals("C_COMMENT"))
                .toList();
    }

    /** The text behind a table's name, the blank before it included. */
    String after(RangeVar relation) {
        int at = 0;
        while (tokens.get(at).start() < relation.location() - offset) {
            at++;
        }
        at = afterIdentifier(at);
        while (at < tokens.size() && is(at, DOT)) {
            at = afterIdentifier(at + 1);
        }
        if (at < tokens.size() && is(at, STAR)) {
            at++;
        }
        return statement.substring(tokens.get(at - 1).end());
    }

    /** {@code U&"…" UESCAPE '…'} is one identifier of three tokens. */
    private int afterIdentifier(int at) {
        int next = at + 1;
        return next < tokens.size() && is(next, "UESCAPE") ? next + 2 : next;
    }

    private boolean is(int at, String token) {
        return tokens.get(at).name().equals(token);
    }

    private static final Pattern TYPE = Pattern.compile(
            "[\\w.\"]+(\\s+(precision|varying))?(\\s*\\([\\d\\s,]*\\))?(\\s+with(out)?\\s+time\\s+zone)?(\\[\\])*",
            Pattern.CASE_INSENSITIVE);

    /** A column's type as it is written, for a message. */
    static String type(String sql, TypeName type) {
        if (type.location() >= 0 && type.location() < sql.length()) {
            Matcher written = TYPE.matcher(sql).region(type.location(), sql.length());
            if (written.lookingAt()) {
                return written.group();
            }
        }
        return "<type>";
    }
}
