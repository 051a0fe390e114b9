package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.Token;
import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.sql.Quoting;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the constraints of one ALTER TABLE that live in an index. */
final class AddedKeyReader {

    private static final Map<ConstrType, AddedKey.Kind> KINDS = Map.of(
            ConstrType.CONSTR_UNIQUE, AddedKey.Kind.UNIQUE,
            ConstrType.CONSTR_PRIMARY, AddedKey.Kind.PRIMARY_KEY,
            ConstrType.CONSTR_EXCLUSION, AddedKey.Kind.EXCLUDE);

    /** They leave what stands in a column, and the index over it, alone. */
    private static final Set<AlterTableType> BESIDE_THE_VALUES = Set.of(
            AlterTableType.AT_ColumnDefault,
            AlterTableType.AT_SetStatistics,
            AlterTableType.AT_SetOptions,
            AlterTableType.AT_ResetOptions,
            AlterTableType.AT_SetStorage,
            AlterTableType.AT_SetCompression);

    private static final Set<AlterTableType> NULLABILITY =
            Set.of(AlterTableType.AT_SetNotNull, AlterTableType.AT_DropNotNull);

    private static final Set<ConstrType> ATTRIBUTES = Set.of(
            ConstrType.CONSTR_ATTR_DEFERRABLE,
            ConstrType.CONSTR_ATTR_NOT_DEFERRABLE,
            ConstrType.CONSTR_ATTR_DEFERRED,
            ConstrType.CONSTR_ATTR_IMMEDIATE);

    private final AlterTableStmt alter;
    private final RelationName table;
    private final boolean only;

    AddedKeyReader(AlterTableStmt alter, RelationName table, boolean only) {
        this.alter = alter;
        this.table = table;
        this.only = only;
    }

    static boolean reads(AlterTableCmd command) {
        return command.subtype() == AlterTableType.AT_AddConstraint
                && command.def() instanceof Constraint constraint
                && KINDS.containsKey(constraint.contype());
    }

    /** Of those that commands of one ALTER TABLE add. */
    static Set<AddedKey.Kind> kinds(List<Node> commands) {
        return commands.stream()
                .map(command -> (AlterTableCmd) command)
                .filter(AddedKeyReader::reads)
                .map(command -> KINDS.get(((Constraint) command.def()).contype()))
                .collect(Collectors.toSet());
    }

    ConstraintChange.AddKey read(AlterTableCmd command, Span span, String sql) throws PgSyntaxException {
        Constraint constraint = (Constraint) command.def();
        String text = span.in(sql);
        List<String> columns =
                constraint.keys().stream().map(ChangeReader::string).toList();
        List<String> including =
                constraint.including().stream().map(ChangeReader::string).toList();
        boolean btree = !columns.isEmpty() && !constraint.withoutOverlaps();
        AddedKey key = key(
                command,
                constraint,
                columns,
                including,
                btree ? definition(constraint, text) : "",
                (constraint.deferrable() ? " DEFERRABLE" : "")
                        + (constraint.initdeferred() ? " INITIALLY DEFERRED" : ""),
                null,
                text);
        return new ConstraintChange.AddKey(table, key, span, AlterTableLocks.of(table, command, only));
    }

    static boolean isIn(ColumnDef column) {
        return column.constraints().stream().anyMatch(AddedKeyReader::isKey);
    }

    private static boolean isKey(Node constraint) {
        return constraint instanceof Constraint found && KINDS.containsKey(found.contype());
    }

    /** The constraint that stands in an ADD COLUMN; a primary key is unique already. */
    ConstraintChange.AddKey readColumn(AlterTableCmd command, ColumnChange.AddColumn column, Span span, String sql) {
        List<Constraint> constraints = ((ColumnDef) command.def())
                .constraints().stream().map(Constraint.class::cast).toList();
        Constraint found = constraints.stream()
                .filter(AddedKeyReader::isKey)
                .max(Comparator.comparing(key -> KINDS.get(key.contype())))
                .orElseThrow();
        Set<ConstrType> kinds =
                constraints.stream().map(Constraint::contype).collect(Collectors.toCollection(HashSet::new));
        AddedKey key = key(
                command,
                found,
                List.of(column.column()),
                List.of(),
                "",
                (kinds.contains(ConstrType.CONSTR_ATTR_DEFERRABLE) ? " DEFERRABLE" : "")
                        + (kinds.contains(ConstrType.CONSTR_ATTR_DEFERRED) ? " INITIALLY DEFERRED" : ""),
                column,
                withoutKeys((ColumnDef) command.def(), span, sql));
        return new ConstraintChange.AddKey(table, key, null, List.of());
    }

    /** What is said of a column has no other order than that of its writing. */
    private static String withoutKeys(ColumnDef column, Span span, String sql) {
        TreeMap<Integer, Boolean> kept = new TreeMap<>();
        if (column.collClause() != null) {
            kept.put(column.collClause().location(), true);
        }
        for (Node node : column.constraints()) {
            Constraint constraint = (Constraint) node;
            if (!ATTRIBUTES.contains(constraint.contype())) {
                kept.put(constraint.location(), !isKey(constraint));
            }
        }
        StringBuilder text = new StringBuilder(sql.substring(span.start(), kept.firstKey()));
        kept.forEach((start, keep) -> {
            Integer next = kept.higherKey(start);
            text.append(keep ? sql.substring(start, next == null ? span.end() : next) : "");
        });
        return text.toString().strip();
    }

    private AddedKey key(
            AlterTableCmd command,
            Constraint constraint,
            List<String> columns,
            List<String> including,
            String definition,
            String attributes,
            ColumnChange.@Nullable AddColumn column,
            String text) {
        AddedKey.Kind kind = KINDS.get(constraint.contype());
        return new AddedKey(
                kind,
                constraint.conname(),
                columns,
                including,
                definition,
                attributes,
                constraint.indexname(),
                column,
                only,
                text,
                touched(command, kind),
                dropped());
    }

    private Set<String> touched(AlterTableCmd command, AddedKey.Kind kind) {
        Set<String> touched = new HashSet<>();
        for (Node node : alter.cmds()) {
            AlterTableCmd other = (AlterTableCmd) node;
            if (other == command || BESIDE_THE_VALUES.contains(other.subtype())) {
                continue;
            }
            if (other.subtype() == AlterTableType.AT_AddColumn && other.def() instanceof ColumnDef column) {
                touched.add(String.valueOf(column.colname()));
            } else if (other.name() != null
                    && other.subtype() != AlterTableType.AT_DropConstraint
                    && !(kind == AddedKey.Kind.UNIQUE && NULLABILITY.contains(other.subtype()))) {
                touched.add(other.name());
            }
        }
        return touched;
    }

    private Set<String> dropped() {
        Set<String> dropped = new HashSet<>();
        for (Node node : alter.cmds()) {
            AlterTableCmd other = (AlterTableCmd) node;
            if (other.subtype() == AlterTableType.AT_DropConstraint && other.name() != null) {
                dropped.add(other.name());
            }
        }
        return dropped;
    }

    /** The parts that CREATE INDEX knows too, as they are written, in its order. */
    private static String definition(Constraint constraint, String text) throws PgSyntaxException {
        return ' '
                + StatementText.firstParenthesis(text)
                + (constraint.including().isEmpty() ? "" : " INCLUDE " + parenthesisBehind("include", text))
                + (constraint.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "")
                + (constraint.options().isEmpty() ? "" : " WITH " + parenthesisBehind("with", text))
                + (constraint.indexspace() == null ? "" : " TABLESPACE " + Quoting.identifier(constraint.indexspace()));
    }

    private static String parenthesisBehind(String word, String text) throws PgSyntaxException {
        int depth = 0;
        for (Token token : PgParser.tokens(text)) {
            String written = text.substring(token.start(), token.end());
            if (depth == 0 && written.toLowerCase(Locale.ROOT).equals(word)) {
                return StatementText.firstParenthesis(text.substring(token.end()));
            }
            depth += written.equals("(") ? 1 : written.equals(")") ? -1 : 0;
        }
        return "";
    }
}
