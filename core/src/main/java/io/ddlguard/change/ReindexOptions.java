package io.ddlguard.change;

import io.ddlguard.pgparser.tree.BooleanNode;
import io.ddlguard.pgparser.tree.DefElem;
import io.ddlguard.pgparser.tree.IntegerNode;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ReindexStmt;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.sql.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What REINDEX is told in its parentheses, and by the word CONCURRENTLY outside of them. {@code (CONCURRENTLY off)} is
 * the plain form.
 *
 * @param others all but CONCURRENTLY, as SQL with the parentheses, or empty
 */
record ReindexOptions(boolean concurrently, String others) {

    static ReindexOptions of(ReindexStmt reindex) {
        boolean concurrently = false;
        List<String> others = new ArrayList<>();
        for (Node option : reindex.params()) {
            DefElem element = (DefElem) option;
            String name = String.valueOf(element.defname());
            if (name.equals("concurrently")) {
                // The last one wins, as it does on the server.
                concurrently = Option.isOn(element.arg());
            } else {
                others.add(name.toUpperCase(Locale.ROOT) + value(element.arg()));
            }
        }
        return new ReindexOptions(concurrently, others.isEmpty() ? "" : "(" + String.join(", ", others) + ")");
    }

    private static String value(@Nullable Node value) {
        if (value instanceof IntegerNode number) {
            return " " + number.ival();
        }
        if (value instanceof BooleanNode truth) {
            return " " + truth.boolval();
        }
        return value instanceof StringNode text ? " " + Quoting.identifier(String.valueOf(text.sval())) : "";
    }
}
