package io.ddlguard.catalog;

import io.ddlguard.change.AlterTableText;
import io.ddlguard.change.RelationName;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An empty temporary copy of one table, in a transaction of the side's that is rolled back, with the tables at the other
 * ends of its foreign keys. The copy has the table's name, its constraints and indexes have theirs; the other tables have
 * private ones.
 *
 * <p>It cannot touch the table itself. Every name in what is sent is {@code pg_temp.…}, put there by its place in the
 * parse tree; {@code pg_temp} is first in the search path, where a name that was overlooked would lead; and the server
 * refuses each statement before which the table's name does not mean the copy.
 */
final class TableCopy {

    /** What could not be copied, or not as it is. */
    static final class NotCopied extends Exception {

        private static final long serialVersionUID = 1;

        NotCopied(String why) {
            super(why);
        }
    }

    private static final String STATE = """
            SELECT c.relkind::text || ' ' || pg_catalog.quote_ident(coalesce(p.relname, c.relname)), c.oid, c.relfilenode
            FROM pg_catalog.pg_class c
            LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relkind = 'i'
            LEFT JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
            WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'i')
            UNION ALL SELECT 'c ' || k.conrelid || ' ' || pg_catalog.quote_ident(k.conname), k.oid, 0::oid
            FROM pg_catalog.pg_constraint k
            WHERE k.connamespace = pg_catalog.pg_my_temp_schema()""";

    private static final String LOCKED = """
            SELECT l.mode || ' on ' || c.relname
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_catalog.pg_backend_pid() AND l.granted AND l.locktype = 'relation'
                AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                AND l.mode <> 'AccessShareLock' AND c.relpersistence <> 't' AND c.oid >= 16384""";

    /** In front of names that are not the table's, its indexes' and its constraints': no migration's index has it. */
    static final String PRIVATE = "_ddlguard_copy_";

    /** With what the table itself would be refused a command, too. */
    private static final Set<String> REFUSALS =
            Set.of("0A000", "42703", "42704", "42804", "42846", "42883", "42P16", "42P17");

    /** So is it before PostgreSQL 16, where a generated column depends on the one that is changed. */
    private static final String SYNTAX_ERROR = "42601";

    private final Side side;
    private final TableDefinition table;
    private final Map<Long, TableDefinition> others;
    private long oid;

    /**
     * @param others the tables that foreign keys of the table and the command lead to and come from, by OID
     */
    TableCopy(Side side, TableDefinition table, Map<Long, TableDefinition> others) {
        this.side = side;
        this.table = table;
        this.others = others;
    }

    /** The OIDs of the tables at the other ends of a table's foreign keys. */
    static Set<Long> tied(TableDefinition table) {
        return table.constraints().stream()
                .filter(TableDefinition.Constraint::isForeignKey)
                .map(table::otherEnd)
                .filter(other -> other != table.oid())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Makes the copy. */
    void make() throws SQLException, NotCopied {
        List<String> tables = new ArrayList<>();
        tables.add("CREATE TEMPORARY TABLE " + copyOf(table.oid()) + " ("
                + table.columns().stream()
                        .map(column -> column.type() + column.rest())
                        .collect(Collectors.joining(", "))
                + ")" + (table.partitionKey() == null ? "" : " PARTITION BY " + table.partitionKey()));
        if (table.partitionKey() != null) {
            // Without one, nothing has rows that could be rewritten.
            tables.add("CREATE TEMPORARY TABLE pg_temp." + PRIVATE + "partition PARTITION OF " + copyOf(table.oid())
                    + (table.partitionKey().startsWith("HASH")
                            ? " FOR VALUES WITH (MODULUS 1, REMAINDER 0)"
                            : " DEFAULT"));
        }
        for (TableDefinition other : others.values()) {
            tables.add("CREATE TEMPORARY TABLE " + copyOf(other.oid()) + " ("
                    + other.columns().stream().map(TableDefinition.Column::type).collect(Collectors.joining(", "))
                    + ")");
        }
        side.execute(String.join(";\n", tables));
        oid = side
                .query(
                        "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()"
                                + " AND c.relpersistence = 't' AND c.oid = pg_catalog.to_regclass("
                                + Quoting.literal(copyOf(table.oid())) + ")",
                        row -> row.getLong(1))
                .stream()
                .findFirst()
                .orElseThrow(() -> new NotCopied("the copy is not where it should be"));
        List<String> rest = new ArrayList<>();
        for (TableDefinition other : others.values()) {
            addKeys(other, rest);
        }
        addOwn(rest);
        if (!rest.isEmpty()) {
            side.execute(rest.stream().map(this::asserted).collect(Collectors.joining(";\n")));
        }
    }

    /** What a foreign key to another table looks in. */
    private void addKeys(TableDefinition other, List<String> statements) throws NotCopied {
        for (TableDefinition.Constraint key : other.constraints()) {
            if (key.type() == 'p' || key.type() == 'u') {
                statements.add(constraint(other, PRIVATE + key.index(), key.definition()));
            }
        }
        for (TableDefinition.Index index : other.indexes()) {
            if (index.unique() && !index.ofConstraint()) {
                statements.add(index(other, PRIVATE + index.oid(), index));
            }
        }
    }

    private void addOwn(List<String> statements) throws NotCopied {
        List<String> last = new ArrayList<>();
        for (TableDefinition.Constraint constraint : table.constraints()) {
            TableDefinition on = constraint.table() == table.oid() ? table : other(constraint.table());
            // A foreign key looks in an index.
            (constraint.isKey() ? statements : last).add(constraint(on, constraint.name(), constraint.definition()));
        }
        for (TableDefinition.Index index : table.indexes()) {
            if (!index.ofConstraint()) {
                statements.add(index(table, index.name(), index));
            }
        }
        statements.addAll(last);
    }

    private String constraint(TableDefinition on, String name, String definition) throws NotCopied {
        Optional<AlterTableText> text = AlterTableText.read("ADD CONSTRAINT " + name + " " + definition);
        if (text.isEmpty() || text.get().others().size() > 1) {
            throw new NotCopied("the constraint " + name + " cannot be read");
        }
        Optional<String> end = table.constraints().stream()
                .filter(key -> key.isForeignKey()
                        && key.table() == on.oid()
                        && key.name().equals(name))
                .map(key -> copyOf(key.referenced()))
                .findFirst();
        if (end.isEmpty() && !text.get().others().isEmpty()) {
            throw new NotCopied("the constraint " + name + " names another table");
        }
        return text.get().on(copyOf(on.oid()), any -> end.orElseThrow());
    }

    private String index(TableDefinition on, String name, TableDefinition.Index index) throws NotCopied {
        if (index.using() == null) {
            throw new NotCopied("the definition of the index " + index.name() + " cannot be read");
        }
        return "CREATE " + (index.unique() ? "UNIQUE " : "") + "INDEX " + name + " ON " + copyOf(on.oid()) + " USING "
                + index.using();
    }

    private TableDefinition other(long other) throws NotCopied {
        TableDefinition found = others.get(other);
        if (found == null) {
            throw new NotCopied("a table at the other end of a foreign key is not there");
        }
        return found;
    }

    /** What a relation's copy is called. */
    private String copyOf(long relation) {
        return "pg_temp." + (relation == table.oid() ? table.name() : PRIVATE + relation);
    }

    /** With a query before it that fails where the table's name, as an overlooked one would, means another table. */
    private String asserted(String statement) {
        return "SELECT 1 / CASE WHEN pg_catalog.to_regclass(" + Quoting.literal(table.name())
                + ")::pg_catalog.oid OPERATOR(pg_catalog.=) " + oid + " THEN 1 ELSE 0 END;\n" + statement;
    }

    /**
     * Runs the command on the copy.
     *
     * @param referenced the OIDs of the tables that the command names
     */
    Answer.Work run(AlterTableText command, Map<RelationName, Long> referenced) throws SQLException, NotCopied {
        Map<String, TableDifference.Identity> before = state();
        Function<RelationName, String> copies = name -> {
            Long known = referenced.get(name);
            return known == null ? "pg_temp." + PRIVATE + "unknown" : copyOf(known);
        };
        List<String> messages = messages(side.execute("SET LOCAL client_min_messages = debug1;\n"
                + asserted(command.on(copyOf(table.oid()), copies))
                + ";\nRESET client_min_messages"));
        Map<String, TableDifference.Identity> after = state();
        List<String> locked = side.query(LOCKED, row -> row.getString(1));
        if (!locked.isEmpty()) {
            throw new NotCopied("on a copy it has locked " + String.join(", ", locked));
        }
        return new TableDifference(table, others, before, after, messages).work();
    }

    /** Whether the table itself would be refused the command, too, with this error. */
    boolean isRefusal(SQLException e) {
        return REFUSALS.contains(String.valueOf(e.getSQLState()))
                || SYNTAX_ERROR.equals(e.getSQLState())
                        && table.columns().stream()
                                .anyMatch(column -> column.rest().startsWith(" GENERATED ALWAYS AS ("));
    }

    private Map<String, TableDifference.Identity> state() throws SQLException {
        Map<String, TableDifference.Identity> state = new HashMap<>();
        side.query(
                STATE,
                row -> state.put(row.getString(1), new TableDifference.Identity(row.getLong(2), row.getLong(3))));
        return state;
    }

    private static List<String> messages(@Nullable SQLWarning first) {
        List<String> messages = new ArrayList<>();
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            messages.add(String.valueOf(warning.getMessage()));
        }
        return messages;
    }
}
