package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.A_Expr;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ResTarget;
import io.ddlguard.pgparser.tree.SelectStmt;
import io.ddlguard.pgparser.tree.StringNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The value of an expression that has the same one whenever it runs: a text, or texts joined by {@code ||}. */
final class DynamicText {

    private DynamicText() {}

    static Optional<String> constant(String expression) {
        try {
            List<RawStatement> read = PgParser.parse("SELECT " + expression);
            return read.size() == 1
                            && read.get(0).node() instanceof SelectStmt select
                            && select.targetList().size() == 1
                            && select.fromClause().isEmpty()
                            && select.targetList().get(0) instanceof ResTarget target
                    ? value(target.val())
                    : Optional.empty();
        } catch (PgSyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> value(@Nullable Node node) {
        if (node instanceof A_Const constant && constant.sval() != null) {
            return Optional.ofNullable(constant.sval().sval());
        }
        if (node instanceof A_Expr expression
                && expression.name().size() == 1
                && expression.name().get(0) instanceof StringNode operator
                && "||".equals(operator.sval())) {
            return value(expression.lexpr())
                    .flatMap(left -> value(expression.rexpr()).map(right -> left + right));
        }
        return Optional.empty();
    }
}
