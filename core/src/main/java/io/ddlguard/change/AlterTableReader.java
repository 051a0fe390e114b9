package io.ddlguard.change;

import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.PartitionCmd;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads the sub-commands of one ALTER TABLE, each a change of its own. */
final class AlterTableReader {

    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    /** Whatever gives the rows that are there a value. */
    private static final Set<ConstrType> FILLING =
            Set.of(ConstrType.CONSTR_DEFAULT, ConstrType.CONSTR_IDENTITY, ConstrType.CONSTR_GENERATED);

    private final AlterTableStmt alter;
    private final RelationName table;
    private final String sql;
    private boolean inTransaction = true;

    AlterTableReader(AlterTableStmt alter, RelationName table, String sql) {
        this.alter = alter;
        this.table = table;
        this.sql = sql;
    }

    List<Change> read() {
        List<Change> changes = new ArrayList<>();
        for (Node command : alter.cmds()) {
            changes.add(read((AlterTableCmd) command));
        }
        return changes;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    private Change read(AlterTableCmd command) {
        if (alter.objtype() == ObjectType.OBJECT_TYPE) {
            return new Change.Other("AlterTableStmt");
        }
        if (command.subtype() == AlterTableType.AT_DropColumn && command.name() != null) {
            return new Change.DropColumn(table, command.name(), command.behavior() == DropBehavior.DROP_CASCADE);
        }
        if (command.subtype() == AlterTableType.AT_AddColumn && command.def() instanceof ColumnDef column) {
            return addColumn(command, column);
        }
        if (command.def() instanceof PartitionCmd partition && partition.concurrent()) {
            inTransaction = false;
        }
        return new Change.AlterRelation(table);
    }

    private Change.AddColumn addColumn(AlterTableCmd command, ColumnDef column) {
        TypeName type = Objects.requireNonNull(column.typeName());
        boolean filled = column.constraints().stream().anyMatch(AlterTableReader::fills)
                || type.names().stream()
                        .anyMatch(part -> part instanceof StringNode name && SERIAL.contains(name.sval()));
        boolean primaryKey = has(column, ConstrType.CONSTR_PRIMARY);
        return new Change.AddColumn(
                table,
                Objects.requireNonNull(column.colname()),
                StatementText.type(sql, type),
                primaryKey || column.isNotNull() || has(column, ConstrType.CONSTR_NOTNULL),
                primaryKey,
                filled,
                command.missingOk());
    }

    private static boolean has(ColumnDef column, ConstrType kind) {
        return column.constraints().stream()
                .anyMatch(constraint -> constraint instanceof Constraint found && found.contype() == kind);
    }

    /** DEFAULT NULL is a default that gives no value. */
    private static boolean fills(Node constraint) {
        return constraint instanceof Constraint found
                && FILLING.contains(found.contype())
                && !(found.rawExpr() instanceof A_Const constant && constant.isnull());
    }
}
