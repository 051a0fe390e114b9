package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.RangeVar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The commands of an ALTER TABLE, to be tried on a copy of the table that they are meant for. Every relation in them is
 * known by its place in the parse tree, and every one is replaced: what is not can only be the real one.
 */
public final class AlterTableText {

    /** What concerns the table's own columns and constraints, and shows on an empty copy what it does. */
    private static final Set<AlterTableType> TRIABLE = Set.of(
            AlterTableType.AT_AddColumn,
            AlterTableType.AT_ColumnDefault,
            AlterTableType.AT_DropNotNull,
            AlterTableType.AT_SetNotNull,
            AlterTableType.AT_SetExpression,
            AlterTableType.AT_DropExpression,
            AlterTableType.AT_SetStatistics,
            AlterTableType.AT_SetStorage,
            AlterTableType.AT_SetCompression,
            AlterTableType.AT_DropColumn,
            AlterTableType.AT_AddConstraint,
            AlterTableType.AT_DropConstraint,
            AlterTableType.AT_AlterColumnType,
            AlterTableType.AT_AddIdentity,
            AlterTableType.AT_SetIdentity,
            AlterTableType.AT_DropIdentity);

    private static final String PLACE = "ALTER TABLE copy ";

    private final String statement;
    private final Span table;
    private final Map<Span, RelationName> others;

    private AlterTableText(String statement, Span table, Map<Span, RelationName> others) {
        this.statement = statement;
        this.table = table;
        this.others = others;
    }

    /** Empty where a copy could not show what the commands do. */
    public static Optional<AlterTableText> read(String commands) {
        String statement = PLACE + commands;
        try {
            List<RawStatement> statements = PgParser.parse(statement);
            if (statements.size() != 1
                    || !(statements.get(0).node() instanceof AlterTableStmt alter)
                    || alter.relation() == null
                    || alter.objtype() != ObjectType.OBJECT_TABLE
                    || !alter.cmds().stream().allMatch(AlterTableText::isTriable)) {
                return Optional.empty();
            }
            StatementText text = new StatementText(statement, statements.get(0));
            List<RangeVar> relations = new ArrayList<>();
            collect(alter, relations);
            Span table = text.name(alter.relation());
            Map<Span, RelationName> others = new HashMap<>();
            for (RangeVar relation : relations) {
                if (relation.location() < 0) {
                    return Optional.empty();
                }
                if (relation != alter.relation()) {
                    others.put(text.name(relation), ChangeReader.name(relation));
                }
            }
            return Optional.of(new AlterTableText(statement, table, others));
        } catch (PgSyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isTriable(Node command) {
        return command instanceof AlterTableCmd alter && TRIABLE.contains(alter.subtype());
    }

    private static void collect(Node node, List<RangeVar> relations) {
        if (node instanceof RangeVar relation) {
            relations.add(relation);
        }
        node.forEachChild(child -> collect(child, relations));
    }

    /** The other relations that the commands name. */
    public Set<RelationName> others() {
        return Set.copyOf(others.values());
    }

    /**
     * The statement with every relation replaced.
     *
     * @param table what stands for the table, as SQL
     * @param copies what stands for another relation, as SQL
     */
    public String on(String table, Function<RelationName, String> copies) {
        Map<Span, String> standIns = new HashMap<>();
        standIns.put(this.table, table);
        others.forEach((span, name) -> standIns.put(span, copies.apply(name)));
        return new Script(statement, List.of()).with(standIns);
    }
}
