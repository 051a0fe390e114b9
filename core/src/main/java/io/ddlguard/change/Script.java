package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text as PostgreSQL's own grammar reads it. Immutable.
 *
 * @param sql what the server would be sent; the offsets of the statements are into it
 */
public record Script(String sql, List<ScriptStatement> statements) {

    /** As a person may write it: {@code -- DDLguard : allow …}. */
    private static final Pattern OUR_COMMENT = Pattern.compile("ddlguard\\h*:", Pattern.CASE_INSENSITIVE);

    public Script {
        statements = List.copyOf(statements);
    }

    /**
     * @throws PgSyntaxException where the grammar refuses the text
     */
    public static Script read(String sql) throws PgSyntaxException {
        List<Token> comments = OUR_COMMENT.matcher(sql).find() ? comments(sql) : List.of();
        List<ScriptStatement> statements = new ArrayList<>();
        for (RawStatement raw : PgParser.parse(sql)) {
            ChangeReader reader = new ChangeReader(sql, raw);
            reader.read();
            statements.add(new ScriptStatement(
                    reader.changes(),
                    raw.start(),
                    raw.end(),
                    reader.inBody(),
                    reader.inTransaction(),
                    comments.stream()
                            .filter(token -> token.start() >= raw.leadStart() && token.start() < raw.end())
                            .map(token -> sql.substring(token.start(), token.end()))
                            .toList()));
        }
        return new Script(sql, statements);
    }

    /** The text with some parts replaced, which do not overlap; what is around them keeps its place. */
    public String with(Map<Span, String> standIns) {
        return with(new Span(0, sql.length()), standIns);
    }

    /** As {@link #with(Map)}, of one statement. */
    public String with(ScriptStatement statement, Map<Span, String> standIns) {
        return with(statement.span(), standIns);
    }

    private String with(Span part, Map<Span, String> standIns) {
        StringBuilder text = new StringBuilder();
        int at = part.start();
        List<Span> spans = standIns.keySet().stream()
                .sorted(Comparator.comparingInt(Span::start))
                .toList();
        for (Span span : spans) {
            text.append(sql, at, span.start()).append(standIns.get(span));
            at = span.end();
        }
        return text.append(sql, at, part.end()).toString();
    }

    /** Whether a statement names something of this name, of whatever kind. It errs on the side of yes. */
    public boolean mentions(ScriptStatement statement, String name) {
        return mentions(statement.span().in(sql), name);
    }

    /** As {@link #mentions(ScriptStatement, String)}, of any text. */
    public static boolean mentions(String text, String name) {
        try {
            return StatementText.mentions(text, name);
        } catch (PgSyntaxException e) {
            return true;
        }
    }

    /** Whether the text begins or ends transactions itself. */
    public boolean controlsTransactions() {
        return statements.stream()
                .flatMap(statement -> statement.changes().stream())
                .anyMatch(Change.TransactionControl.class::isInstance);
    }

    private static List<Token> comments(String sql) throws PgSyntaxException {
        return PgParser.tokens(sql).stream()
                .filter(token ->
                        token.name().equals("SQL_COMMENT") || token.name().equals("C_COMMENT"))
                .toList();
    }
}
