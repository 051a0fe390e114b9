package io.ddlguard.change;

import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.PartitionCmd;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the sub-commands of one ALTER TABLE, each a change of its own. */
final class AlterTableReader {

    private static final Set<String> SERIAL =
            Set.of("serial", "serial2", "serial4", "serial8", "smallserial", "bigserial");

    private static final Set<ConstrType> CHECKED = Set.of(ConstrType.CONSTR_FOREIGN, ConstrType.CONSTR_CHECK);

    private final AlterTableStmt alter;
    private final RelationName table;
    private final String sql;
    private final RawStatement raw;
    private final boolean only;
    private List<Span> spans = List.of();
    private boolean inTransaction = true;

    AlterTableReader(AlterTableStmt alter, RelationName table, String sql, RawStatement raw) {
        this.alter = alter;
        this.table = table;
        this.sql = sql;
        this.raw = raw;
        this.only = !Objects.requireNonNull(alter.relation()).inh();
    }

    List<Change> read() throws PgSyntaxException {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < alter.cmds().size(); i++) {
            AlterTableCmd command = (AlterTableCmd) alter.cmds().get(i);
            Change change = read(command, i);
            changes.add(change);
            if (change instanceof ColumnChange.AddColumn column && AddedKeyReader.isIn((ColumnDef) command.def())) {
                changes.add(new AddedKeyReader(alter, table, only).readColumn(command, column, span(i), sql));
            }
        }
        return changes;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    private Change read(AlterTableCmd command, int index) throws PgSyntaxException {
        if (alter.objtype() == ObjectType.OBJECT_TYPE) {
            return new Change.Other("AlterTableStmt");
        }
        if (command.subtype() == AlterTableType.AT_DropColumn && command.name() != null) {
            return new ColumnChange.DropColumn(table, command.name(), command.behavior() == DropBehavior.DROP_CASCADE);
        }
        if (command.subtype() == AlterTableType.AT_AddColumn && command.def() instanceof ColumnDef column) {
            return addColumn(command, column, span(index).in(sql));
        }
        if (command.subtype() == AlterTableType.AT_SetNotNull && command.name() != null) {
            Span span = span(index);
            return new ColumnChange.SetNotNull(
                    table, command.name(), only, commands(), span, notValid(), notValidUnnamed());
        }
        if (command.subtype() == AlterTableType.AT_AlterColumnType
                && command.name() != null
                && command.def() instanceof ColumnDef column) {
            return alterColumnType(command.name(), column, span(index));
        }
        if (command.subtype() == AlterTableType.AT_DropNotNull && command.name() != null) {
            return new ColumnChange.DropNotNull(table, command.name());
        }
        if (command.subtype() == AlterTableType.AT_AddConstraint
                && command.def() instanceof Constraint constraint
                && CHECKED.contains(constraint.contype())
                && !staysNotValid(constraint)) {
            return addConstraint(constraint, span(index));
        }
        if (AddedKeyReader.reads(command)) {
            return new AddedKeyReader(alter, table, only).read(command, span(index), sql);
        }
        if (command.def() instanceof PartitionCmd partition && partition.concurrent()) {
            inTransaction = false;
        }
        List<Lock> locks = AlterTableLocks.of(table, command, only);
        Maintenance maintenance = MaintenanceReader.of(table, command, locks);
        Removal removal = RemovalReader.of(table, command, alter.cmds(), locks);
        if (maintenance != null || removal != null) {
            return maintenance != null ? maintenance : removal;
        }
        return new Change.AlterRelation(table, locks);
    }

    private ConstraintChange.AddConstraint addConstraint(Constraint constraint, Span span) throws PgSyntaxException {
        String text = span.in(sql);
        return new ConstraintChange.AddConstraint(
                table,
                constraint.conname(),
                constraint.fkAttrs().stream().map(ChangeReader::string).toList(),
                constraint.pktable() == null ? null : ChangeReader.name(constraint.pktable()),
                constraint.pkAttrs().stream().map(ChangeReader::string).toList(),
                constraint.contype() == ConstrType.CONSTR_CHECK ? StatementText.firstParenthesis(text) : null,
                text,
                span,
                notValid(),
                notValidUnnamed());
    }

    private Set<String> notValid() {
        return stayingNotValid()
                .map(Constraint::conname)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private boolean notValidUnnamed() {
        return stayingNotValid().anyMatch(constraint -> constraint.conname() == null);
    }

    private Stream<Constraint> stayingNotValid() {
        return alter.cmds().stream()
                .map(command -> ((AlterTableCmd) command).def())
                .filter(Constraint.class::isInstance)
                .map(Constraint.class::cast)
                .filter(AlterTableReader::staysNotValid);
    }

    /** Told so by the statement; NOT ENFORCED (18) is never checked. The grammar does not say it of other kinds. */
    private static boolean staysNotValid(Constraint constraint) {
        return constraint.skipValidation() || CHECKED.contains(constraint.contype()) && !constraint.isEnforced();
    }

    private Span span(int index) throws PgSyntaxException {
        if (spans.isEmpty()) {
            spans = new StatementText(sql, raw)
                    .commands(
                            Objects.requireNonNull(alter.relation()),
                            alter.cmds().size());
        }
        return spans.get(index);
    }

    private String commands() {
        return new Span(spans.get(0).start(), spans.get(spans.size() - 1).end()).in(sql);
    }

    private ColumnChange.AddColumn addColumn(AlterTableCmd command, ColumnDef column, String text)
            throws PgSyntaxException {
        TypeName type = Objects.requireNonNull(column.typeName());
        boolean serial =
                type.names().stream().anyMatch(part -> part instanceof StringNode name && SERIAL.contains(name.sval()));
        boolean primaryKey = has(column, ConstrType.CONSTR_PRIMARY);
        return new ColumnChange.AddColumn(
                table,
                Objects.requireNonNull(column.colname()),
                StatementText.type(sql, type),
                primaryKey || column.isNotNull() || has(column, ConstrType.CONSTR_NOTNULL),
                primaryKey,
                serial ? ColumnChange.AddColumn.Filled.SERIAL : filled(column),
                ColumnDefault.computed(column, text),
                command.missingOk(),
                column.constraints().stream()
                        .flatMap(constraint -> AlterTableLocks.referenced(constraint).stream())
                        .toList(),
                text);
    }

    private ColumnChange.AlterColumnType alterColumnType(String name, ColumnDef column, Span span)
            throws PgSyntaxException {
        TypeName type = Objects.requireNonNull(column.typeName());
        String text = span.in(sql);
        return new ColumnChange.AlterColumnType(
                table,
                name,
                StatementText.type(sql, type),
                column.rawDefault() == null ? null : StatementText.afterUsing(text),
                text,
                commands(),
                span);
    }

    private static boolean has(ColumnDef column, ConstrType kind) {
        return column.constraints().stream()
                .anyMatch(constraint -> constraint instanceof Constraint found && found.contype() == kind);
    }

    private static ColumnChange.AddColumn.Filled filled(ColumnDef column) {
        return column.constraints().stream()
                .map(constraint -> filled((Constraint) constraint))
                .filter(filled -> filled != ColumnChange.AddColumn.Filled.NOT)
                .findFirst()
                .orElse(ColumnChange.AddColumn.Filled.NOT);
    }

    private static ColumnChange.AddColumn.Filled filled(Constraint constraint) {
        return switch (constraint.contype()) {
            case CONSTR_IDENTITY -> ColumnChange.AddColumn.Filled.IDENTITY;
            case CONSTR_GENERATED ->
                "v".equals(constraint.generatedKind())
                        ? ColumnChange.AddColumn.Filled.VIRTUAL
                        : ColumnChange.AddColumn.Filled.STORED;
            // DEFAULT NULL is a default that gives no value.
            case CONSTR_DEFAULT ->
                constraint.rawExpr() instanceof A_Const constant && constant.isnull()
                        ? ColumnChange.AddColumn.Filled.NOT
                        : ColumnChange.AddColumn.Filled.DEFAULT;
            default -> ColumnChange.AddColumn.Filled.NOT;
        };
    }
}
