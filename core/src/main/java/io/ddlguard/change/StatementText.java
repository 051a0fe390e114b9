package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.Token;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parts of a statement's own text, found by its tokens: what is not rewritten is sent as it was written. */
final class StatementText {

    private static final String DOT = "ASCII_46";
    private static final String STAR = "ASCII_42";
    private static final String COMMA = "ASCII_44";
    private static final String OPEN = "ASCII_40";
    private static final String CLOSE = "ASCII_41";
    private static final Set<String> OPENING = Set.of(OPEN, "ASCII_91");
    private static final Set<String> CLOSING = Set.of(CLOSE, "ASCII_93");

    /** A name that ends where its letters end, whatever follows: most are, and need no tokens to be found. */
    private static final Pattern PLAIN_NAME = Pattern.compile(
            "(?:[a-zA-Z_][a-zA-Z_0-9]*+\\.)?+[a-zA-Z_][a-zA-Z_0-9]*+(?<blank>[ \\t\\n\\r]*+)(?=[a-zA-Z(])");

    private final String statement;
    private final int offset;
    private List<Token> tokens = List.of();

    StatementText(String sql, RawStatement raw) {
        this.statement = sql.substring(raw.start(), raw.end());
        this.offset = raw.start();
    }

    private void tokenize() throws PgSyntaxException {
        tokens = PgParser.tokens(statement).stream()
                .filter(token ->
                        !token.name().equals("SQL_COMMENT") && !token.name().equals("C_COMMENT"))
                .toList();
    }

    /** The text behind a table's name, the blank before it included. */
    String after(RangeVar relation) throws PgSyntaxException {
        Matcher plain = plainName(relation);
        if (plain.lookingAt()) {
            return statement.substring(plain.start("blank"));
        }
        tokenize();
        return statement.substring(tokens.get(tokenAfter(relation) - 1).end());
    }

    private Matcher plainName(RangeVar relation) {
        return PLAIN_NAME.matcher(statement).region(relation.location() - offset, statement.length());
    }

    /**
     * Where each command of an ALTER TABLE stands in the whole text: between commas that stand in no parentheses.
     *
     * @param count how many the grammar has found
     */
    List<Span> commands(RangeVar relation, int count) throws PgSyntaxException {
        Matcher plain = plainName(relation);
        if (count == 1 && plain.lookingAt()) {
            return List.of(new Span(offset + plain.end(), offset + statement.length()));
        }
        tokenize();
        List<Span> commands = new ArrayList<>();
        int depth = 0;
        int first = tokenAfter(relation);
        for (int at = first; at <= tokens.size(); at++) {
            if (at == tokens.size() || depth == 0 && is(at, COMMA)) {
                commands.add(new Span(
                        offset + tokens.get(first).start(),
                        offset + tokens.get(at - 1).end()));
                first = at + 1;
            } else if (OPENING.contains(tokens.get(at).name())) {
                depth++;
            } else if (CLOSING.contains(tokens.get(at).name())) {
                depth--;
            }
        }
        return commands;
    }

    /** Where a relation is named in the whole text, its schema included. */
    Span name(RangeVar relation) throws PgSyntaxException {
        tokenize();
        Token last = tokens.get(tokenAfter(relation) - 1);
        return new Span(relation.location(), offset + last.end());
    }

    private int tokenAfter(RangeVar relation) {
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
        return at;
    }

    /** {@code U&"…" UESCAPE '…'} is one identifier of three tokens. */
    private int afterIdentifier(int at) {
        int next = at + 1;
        return next < tokens.size() && is(next, "UESCAPE") ? next + 2 : next;
    }

    private boolean is(int at, String token) {
        return tokens.get(at).name().equals(token);
    }

    /** Whether an identifier of a text is this name. It errs on the side of yes. */
    static boolean mentions(String text, String name) throws PgSyntaxException {
        for (Token token : PgParser.tokens(text)) {
            String written = text.substring(token.start(), token.end());
            boolean quoted = written.startsWith("\"");
            String identifier = quoted
                    ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                    : written.toLowerCase(Locale.ROOT);
            // A body is one token; an escaped identifier could be any.
            boolean opaque = written.startsWith("$") || written.regionMatches(true, 0, "U&\"", 0, 3);
            if (identifier.equals(name) || opaque && (!written.startsWith("$") || written.contains(name))) {
                return true;
            }
        }
        return false;
    }

    /** What stands in the first parentheses of a text, with them. */
    static String firstParenthesis(String text) throws PgSyntaxException {
        int depth = 0;
        int start = -1;
        for (Token token : PgParser.tokens(text)) {
            if (token.name().equals(OPEN)) {
                start = depth++ == 0 && start < 0 ? token.start() : start;
            } else if (token.name().equals(CLOSE) && --depth == 0) {
                return text.substring(start, token.end());
            }
        }
        return "";
    }

    /** The expression behind USING, which is the last thing in a command that has one. */
    static String afterUsing(String command) throws PgSyntaxException {
        int depth = 0;
        for (Token token : PgParser.tokens(command)) {
            if (OPENING.contains(token.name())) {
                depth++;
            } else if (CLOSING.contains(token.name())) {
                depth--;
            } else if (depth == 0 && token.name().equals("USING")) {
                return command.substring(token.end()).strip();
            }
        }
        return "";
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
