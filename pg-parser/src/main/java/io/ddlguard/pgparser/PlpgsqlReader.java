package io.ddlguard.pgparser;

import com.fasterxml.jackson.core.JsonParser;
import io.ddlguard.pgparser.PlpgsqlStatement.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the SQL from the trees of PL/pgSQL functions.
 *
 * <p>The walk knows no statement of PL/pgSQL by name but those that differ: an expression is found wherever it hangs, so
 * one that this class has never heard of is not missed. A statement's own expressions come before the statements in it,
 * whatever their order in the JSON.
 */
final class PlpgsqlReader {

    /** {@code RAW_PARSE_DEFAULT}: the text is a statement, not an expression. */
    private static final int STATEMENT_MODE = 0;

    /** {@code RAW_PARSE_PLPGSQL_ASSIGN1} and up: the text is {@code target := expression}. */
    private static final int FIRST_ASSIGN_MODE = 3;

    private final LibPgQuery grammar;
    private final List<PlpgsqlStatement> statements = new ArrayList<>();

    private PlpgsqlReader(LibPgQuery grammar) {
        this.grammar = grammar;
    }

    static List<PlpgsqlStatement> read(SourceText text, LibPgQuery grammar) throws PgSyntaxException {
        byte[] functions;
        try {
            functions = grammar.parsePlpgsql(text.utf8());
        } catch (PgSyntaxException e) {
            SourceText plain = Rowtypes.removed(text, grammar);
            if (plain == null) {
                throw e;
            }
            functions = grammar.parsePlpgsql(plain.utf8());
        }
        PlpgsqlReader reader = new PlpgsqlReader(grammar);
        try (JsonParser json = TreeInput.JSON.createParser(functions)) {
            json.nextToken();
            reader.walk("", "", value(json), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("libpg_query's JSON cannot be read", e);
        }
        return List.copyOf(reader.statements);
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    json.nextToken();
                    object.put(name, value(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (!json.nextToken().isStructEnd()) {
                    array.add(value(json));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> json.getIntValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    /**
     * Adds what is in a value.
     *
     * @param type the node that the value is part of, as in {@code PLpgSQL_stmt_if}
     * @param field the node's field whose value it is
     */
    private void walk(String type, String field, @Nullable Object value, int line) throws PgSyntaxException {
        if (value instanceof List<?> list) {
            for (Object element : list) {
                walk(type, field, element, line);
            }
        } else if (value instanceof Map<?, ?> object) {
            if (object.get("PLpgSQL_expr") instanceof Map<?, ?> expression) {
                add(kind(type, field, expression), (String) expression.get("query"), expression, line);
            } else {
                walkFields(type, object, line);
            }
        }
    }

    private void walkFields(String type, Map<?, ?> object, int enclosingLine) throws PgSyntaxException {
        int line = object.get("lineno") instanceof Integer own ? own : enclosingLine;
        transaction(type, object, line);
        for (boolean expressions : new boolean[] {true, false}) {
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                String field = (String) entry.getKey();
                // A variable that a statement sets is declared elsewhere, and its default is counted there.
                if (isExpression(entry.getValue()) == expressions && !field.equals("var") && !field.equals("target")) {
                    walk(field.startsWith("PLpgSQL_") ? field : type, field, entry.getValue(), line);
                }
            }
        }
    }

    private static boolean isExpression(@Nullable Object value) {
        return value instanceof List<?> list
                ? !list.isEmpty() && isExpression(list.get(0))
                : value instanceof Map<?, ?> object && object.containsKey("PLpgSQL_expr");
    }

    private static Kind kind(String type, String field, Map<?, ?> expression) {
        boolean dynamic = field.equals("dynquery")
                || field.equals("query")
                        && (type.equals("PLpgSQL_stmt_dynexecute") || type.equals("PLpgSQL_stmt_dynfors"));
        if (dynamic) {
            return Kind.DYNAMIC;
        }
        return mode(expression) == STATEMENT_MODE ? Kind.SQL : Kind.EXPRESSION;
    }

    private static int mode(Map<?, ?> expression) {
        return expression.get("parseMode") instanceof Integer mode ? mode : STATEMENT_MODE;
    }

    private void transaction(String type, Map<?, ?> statement, int line) {
        String command =
                switch (type) {
                    case "PLpgSQL_stmt_commit" -> "COMMIT";
                    case "PLpgSQL_stmt_rollback" -> "ROLLBACK";
                    default -> null;
                };
        if (command != null) {
            boolean chain = Boolean.TRUE.equals(statement.get("chain"));
            statements.add(new PlpgsqlStatement(Kind.TRANSACTION, chain ? command + " AND CHAIN" : command, line));
        }
    }

    private void add(Kind kind, String query, Map<?, ?> expression, int line) throws PgSyntaxException {
        if (mode(expression) < FIRST_ASSIGN_MODE) {
            statements.add(new PlpgsqlStatement(kind, query.strip(), line));
            return;
        }
        Token operator = assignmentOperator(query);
        String target = query.substring(0, operator.start()).strip();
        if (target.contains("[")) {
            // Its subscripts are expressions, and an element can be read as well as assigned.
            statements.add(new PlpgsqlStatement(kind, target, line));
        }
        statements.add(
                new PlpgsqlStatement(kind, query.substring(operator.end()).strip(), line));
    }

    /** The first that is in no subscript. */
    private Token assignmentOperator(String assignment) throws PgSyntaxException {
        int depth = 0;
        for (Token token : TokenReader.read(SourceText.of(assignment), grammar)) {
            switch (token.name()) {
                case "ASCII_91" -> depth++;
                case "ASCII_93" -> depth--;
                case "COLON_EQUALS", "ASCII_61" -> {
                    if (depth == 0) {
                        return token;
                    }
                }
                default -> {}
            }
        }
        throw new IllegalStateException("an assignment without an operator: " + assignment);
    }
}
