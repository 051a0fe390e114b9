package io.ddlguard.pgparser;

import com.fasterxml.jackson.core.JsonParser;
import io.ddlguard.pgparser.tree.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Parses a text into statements: their trees, and where each begins and ends. */
final class StatementReader {

    private final SourceText source;
    private final String text;
    private final LibPgQuery grammar;
    private final List<RawStatement> statements = new ArrayList<>();

    /** Behind what PostgreSQL counts to the statement before. */
    private int behindLast;

    private StatementReader(SourceText source, LibPgQuery grammar) {
        this.source = source;
        this.text = source.text();
        this.grammar = grammar;
    }

    static List<RawStatement> read(SourceText source, LibPgQuery grammar) throws PgSyntaxException {
        byte[] tree = grammar.parse(source);
        try (JsonParser json = TreeInput.JSON.createParser(tree)) {
            return new StatementReader(source, grammar).statements(new TreeInput(json, source));
        } catch (IOException e) {
            throw new UncheckedIOException("libpg_query's JSON cannot be read", e);
        }
    }

    private List<RawStatement> statements(TreeInput in) throws IOException, PgSyntaxException {
        in.object();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "version" -> in.integer();
                case "stmts" -> in.forEachObject(() -> statement(in));
                default -> throw in.unknownField("ParseResult", field);
            }
        }
        return List.copyOf(statements);
    }

    private void statement(TreeInput in) throws IOException, PgSyntaxException {
        Node node = null;
        int location = 0;
        int length = 0;
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "stmt" -> node = in.node();
                case "stmt_location" -> location = in.integer();
                case "stmt_len" -> length = in.integer();
                default -> throw in.unknownField("RawStmt", field);
            }
        }
        int start = source.characterAtByte(location);
        // The last statement has no length when no semicolon ends it.
        int claimedEnd = length == 0 ? text.length() : source.characterAtByte(location + length);
        statements.add(new RawStatement(Objects.requireNonNull(node), leadStart(start), start, end(start, claimedEnd)));
        behindLast = claimedEnd;
    }

    /** Behind the last semicolon before the statement. Only blanks and comments stand between two statements else. */
    private int leadStart(int start) {
        int lead = behindLast;
        for (int i = behindLast; i < start; ) {
            if (text.startsWith("--", i)) {
                i = endOfLine(i);
            } else if (text.startsWith("/*", i)) {
                i = endOfBlockComment(i);
            } else {
                i++;
                if (text.charAt(i - 1) == ';') {
                    lead = i;
                }
            }
        }
        return lead;
    }

    private int endOfLine(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    /** Block comments nest. */
    private int endOfBlockComment(int from) {
        int depth = 0;
        int i = from;
        do {
            if (text.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else {
                i++;
            }
        } while (depth > 0);
        return i;
    }

    /** PostgreSQL counts what stands before the semicolon to the statement, comments included. */
    private int end(int start, int claimedEnd) throws PgSyntaxException {
        String statement = text.substring(start, claimedEnd);
        if (statement.contains("--") || statement.contains("/*")) {
            int end = 0;
            for (Token token : TokenReader.read(SourceText.of(statement), grammar)) {
                if (!token.isComment()) {
                    end = token.end();
                }
            }
            return start + end;
        }
        int end = statement.length();
        while (end > 0 && " \t\n\r\f\u000B".indexOf(statement.charAt(end - 1)) >= 0) {
            end--;
        }
        return start + end;
    }
}
