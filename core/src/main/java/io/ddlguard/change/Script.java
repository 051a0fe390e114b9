package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.Token;
import java.util.ArrayList;
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

    /** The text with some statements replaced; what is around them keeps its place. */
    public String with(Map<ScriptStatement, String> standIns) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        for (ScriptStatement statement : statements) {
            String standIn = standIns.get(statement);
            if (standIn != null) {
                text.append(sql, at, statement.start()).append(standIn);
                at = statement.end();
            }
        }
        return text.append(sql, at, sql.length()).toString();
    }

    private static List<Token> comments(String sql) throws PgSyntaxException {
        return PgParser.tokens(sql).stream()
                .filter(token ->
                        token.name().equals("SQL_COMMENT") || token.name().equals("C_COMMENT"))
                .toList();
    }
}
