package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.Token;
import io.ddlguard.pgparser.tree.A_ArrayExpr;
import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.A_Expr;
import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.FuncCall;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.SQLValueFunction;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TypeCast;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a new column's default says of the rows that are there. */
final class ColumnDefault {

    /** Stable in every version, and the same for all rows of one statement. */
    private static final Set<String> TIMES = Set.of("now", "transaction_timestamp", "statement_timestamp");

    /** What may follow a default in a column's definition. */
    private static final Set<String> NEXT = Set.of(
            "NOT",
            "NULL_P",
            "CHECK",
            "UNIQUE",
            "PRIMARY",
            "REFERENCES",
            "CONSTRAINT",
            "GENERATED",
            "COLLATE",
            "DEFERRABLE",
            "INITIALLY",
            "ENFORCED");

    private ColumnDefault() {}

    /**
     * The default as it is written; null where there is none, or it is a constant or the time of the transaction, which
     * PostgreSQL keeps once for all rows.
     */
    static @Nullable String computed(ColumnDef column, String command) throws PgSyntaxException {
        for (Node node : column.constraints()) {
            if (node instanceof Constraint constraint
                    && constraint.contype() == ConstrType.CONSTR_DEFAULT
                    && !isSettled(constraint.rawExpr())) {
                return text(command);
            }
        }
        return null;
    }

    private static boolean isSettled(@Nullable Node value) {
        if (value instanceof TypeCast cast) {
            return isSettled(cast.arg());
        }
        if (value instanceof A_ArrayExpr array) {
            return array.elements().stream().allMatch(ColumnDefault::isSettled);
        }
        if (value instanceof A_Expr sign) {
            return sign.lexpr() == null && sign.rexpr() instanceof A_Const;
        }
        if (value instanceof FuncCall call) {
            return call.funcname().size() == 1
                    && call.args().isEmpty()
                    && call.funcname().get(0) instanceof StringNode name
                    && TIMES.contains(String.valueOf(name.sval()));
        }
        return value instanceof A_Const || value instanceof SQLValueFunction;
    }

    private static String text(String command) throws PgSyntaxException {
        int depth = 0;
        int start = -1;
        int end = command.length();
        for (Token token : PgParser.tokens(command)) {
            String written = command.substring(token.start(), token.end());
            if (written.equals("(") || written.equals("[")) {
                depth++;
            } else if (written.equals(")") || written.equals("]")) {
                depth--;
            } else if (depth == 0 && start < 0 && token.name().equals("DEFAULT")) {
                start = token.end();
            } else if (depth == 0 && start >= 0 && NEXT.contains(token.name())) {
                end = token.start();
                break;
            }
        }
        return command.substring(Math.max(start, 0), end).strip();
    }
}
