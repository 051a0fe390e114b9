package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.PlpgsqlStatement;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.tree.CallStmt;
import io.ddlguard.pgparser.tree.DefElem;
import io.ddlguard.pgparser.tree.DoStmt;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.StringNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the body of a DO block into what it may change. Used once. */
final class BodyReader {

    private final List<Change> changes = new ArrayList<>();

    /** @param text of the whole statement */
    List<Change> read(DoStmt block, String text) throws PgSyntaxException {
        for (Node argument : block.args()) {
            if (argument instanceof DefElem language
                    && "language".equals(language.defname())
                    && !(language.arg() instanceof StringNode name && "plpgsql".equals(name.sval()))) {
                return List.of(new Change.DynamicSql(1, Change.DynamicSql.Kind.OTHER_LANGUAGE));
            }
        }
        for (PlpgsqlStatement part : PgParser.parsePlpgsql(text)) {
            switch (part.kind()) {
                case SQL -> sql(part.text(), part.line());
                case DYNAMIC -> dynamicSql(part);
                case TRANSACTION -> changes.add(new Change.TransactionControl());
                case EXPRESSION -> {
                    // It computes; what it calls is not read (see the README's limits).
                }
            }
        }
        return changes;
    }

    /** EXECUTE of a constant says what it runs as plainly as the statement itself would. */
    private void dynamicSql(PlpgsqlStatement part) {
        Optional<String> constant = DynamicText.constant(part.text());
        if (constant.isPresent()) {
            sql(constant.get(), part.line());
        } else {
            changes.add(new Change.DynamicSql(part.line(), Change.DynamicSql.Kind.EXECUTE));
        }
    }

    private void sql(String text, int line) {
        try {
            for (RawStatement inner : PgParser.parse(text)) {
                if (inner.node() instanceof CallStmt) {
                    changes.add(new Change.DynamicSql(line, Change.DynamicSql.Kind.CALL));
                } else if (inner.node() instanceof DoStmt) {
                    changes.add(new Change.DynamicSql(line, Change.DynamicSql.Kind.EXECUTE));
                } else {
                    ChangeReader reader = new ChangeReader(text, inner);
                    reader.read();
                    changes.addAll(reader.changes());
                }
            }
        } catch (PgSyntaxException e) {
            // PL/pgSQL reads it otherwise than SQL does: nobody can say what it is.
            changes.add(new Change.DynamicSql(line, Change.DynamicSql.Kind.UNREADABLE));
        }
    }
}
