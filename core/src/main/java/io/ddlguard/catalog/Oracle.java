package io.ddlguard.catalog;

import io.ddlguard.change.AllRows;
import io.ddlguard.change.AlterTableText;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the server what an ALTER TABLE would do: it is run on an empty temporary copy of the table, on the side, and
 * rolled back. Whether a type change rewrites depends on casts, time zone, constraints and indexes, and differs between
 * versions; the server knows.
 *
 * <p>An answer is the server's or {@link Answer.Unknown}. It is not asked where the copy could be another than the table
 * will be, or where asking could do harm. Each question is asked once. Used by one thread.
 */
public final class Oracle {

    /** Statements that change nothing which another one's work depends on. */
    private static final Set<String> NEUTRAL = Set.of(
            "SelectStmt",
            "InsertStmt",
            "UpdateStmt",
            "DeleteStmt",
            "MergeStmt",
            "CommentStmt",
            "GrantStmt",
            "CopyStmt");

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final int MOST_KINDS = 50;

    /** Finds a relation by a name, as the caller does. */
    @FunctionalInterface
    interface Names {
        Optional<Relation> relation(RelationName name) throws SQLException;
    }

    private final Queries caller;
    private final CallerContext context;
    private final Facts.SideSource sides;
    private final Names names;
    private final OracleConditions conditions;
    private final Map<List<Object>, Answer> answers = new HashMap<>();
    private final Set<RelationName> changedBefore = new HashSet<>();
    private boolean otherwiseBefore;

    Oracle(Queries caller, CallerContext context, Facts.SideSource sides, Names names) {
        this.caller = caller;
        this.context = context;
        this.sides = sides;
        this.names = names;
        this.conditions = new OracleConditions(caller, context, sides);
    }

    /** A statement of the same text comes before what is asked next: the server has not seen it yet. */
    public void follow(List<Change> changes) {
        for (Change change : changes) {
            if (!(change instanceof AllRows)) {
                changedBefore.addAll(change.relations());
            }
            otherwiseBefore |= change instanceof Change.SearchPath
                    || change instanceof Change.DynamicSql
                    || change instanceof ObjectChange
                    || change instanceof Change.Other other && !NEUTRAL.contains(other.node());
        }
    }

    /** Whether an earlier statement of the same text names the table, so that it may be another by then. */
    public boolean isChangedBefore(Relation table) throws SQLException {
        return changedBefore(table.oid()).isPresent();
    }

    private Optional<RelationName> changedBefore(long table) throws SQLException {
        for (RelationName name : changedBefore) {
            Optional<Relation> changed = names.relation(name);
            if (changed.isPresent() && changed.get().oid() == table) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /**
     * What commands would do to a table, its partitions and the tables that inherit from it.
     *
     * @param commands what stands behind the table's name in an ALTER TABLE
     */
    public Answer ask(Relation table, String commands) throws SQLException {
        List<Object> question = List.of(table.oid(), commands);
        Answer known = answers.get(question);
        if (known == null) {
            known = answer(table, commands);
            answers.put(question, known);
        }
        return known;
    }

    /** Whether PostgreSQL changes the column's type for nobody, and says so at once (0A000, 42P16). */
    public boolean isTypeFixed(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = " + table.oid()
                                + " AND a.attname = "
                                + Quoting.literal(column) + " AND (a.attinhcount > 0 OR EXISTS (SELECT FROM"
                                + " pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND"
                                + " d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.classid IN"
                                + " ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_trigger'::regclass,"
                                + " 'pg_catalog.pg_policy'::regclass, 'pg_catalog.pg_publication_rel'::regclass,"
                                + " 'pg_catalog.pg_proc'::regclass)))",
                        row -> true)
                .isEmpty();
    }

    private Answer answer(Relation table, String commands) throws SQLException {
        Optional<AlterTableText> command = AlterTableText.read(commands);
        if (command.isEmpty()) {
            return new Answer.Unknown("the statement does something that a copy of the table would not show");
        }
        Map<RelationName, Long> referenced = new HashMap<>();
        for (RelationName name : command.get().others()) {
            Optional<Relation> found = names.relation(name);
            if (found.isEmpty()) {
                return new Answer.Unknown("it names " + name + ", which is not there");
            }
            referenced.put(name, found.get().oid());
        }
        Optional<String> why = otherwiseBefore
                ? Optional.of("an earlier statement of the same text may change what it means (send the two apart)")
                : conditions.ruledOut();
        if (why.isPresent()) {
            return new Answer.Unknown(why.get());
        }
        Set<Long> lockedByCaller = conditions.lockedByCaller();
        List<Long> kin = kin(table, lockedByCaller.contains(table.oid()) ? caller : sides.side());
        if (kin.size() > MOST_KINDS) {
            return new Answer.Unknown("its partitions or children are of more than " + MOST_KINDS + " different kinds");
        }
        Answer whole = ask(table.oid(), command.get(), referenced, lockedByCaller);
        if (whole instanceof Answer.Refused && Script.mentions(commands, table.name())) {
            // As a type, the name would mean the rows of the copy.
            return new Answer.Unknown("a type of the table's own name cannot be told from the table's");
        }
        for (long each : kin) {
            if (!(whole instanceof Answer.Work work)) {
                return whole;
            }
            Answer part = ask(each, command.get(), referenced, lockedByCaller);
            if (part instanceof Answer.Work more) {
                whole = work.and(more);
            } else if (part instanceof Answer.Refused refused) {
                return new Answer.Unknown("it is refused on a partition or child of it: " + refused.message());
            } else {
                return part;
            }
        }
        return whole;
    }

    /** One each of those partitions and children, at all levels, that are alike in all that decides the work. */
    private List<Long> kin(Relation table, Queries queries) throws SQLException {
        return queries.query(KIN.formatted(table.oid()), row -> row.getLong(1));
    }

    private static final String KIN = """
            WITH RECURSIVE kin(oid) AS (
                SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = %s
                UNION SELECT i.inhrelid FROM kin JOIN pg_catalog.pg_inherits i ON i.inhparent = kin.oid),
            described AS (
                SELECT c.oid, c.relkind,
                    (SELECT pg_catalog.string_agg(a.attname || ' ' || a.atttypid || ' ' || a.atttypmod || ' '
                        || a.attcollation || ' ' || a.attnotnull, ',' ORDER BY a.attname)
                        FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
                    (SELECT pg_catalog.string_agg(d, ',' ORDER BY d) FROM (
                        SELECT pg_catalog.pg_get_constraintdef(k.oid) AS d FROM pg_catalog.pg_constraint k
                        WHERE k.conrelid = c.oid OR k.confrelid = c.oid AND k.conparentid = 0) AS defined) AS constraints,
                    (SELECT pg_catalog.string_agg(d, ',' ORDER BY d) FROM (
                        SELECT i.indisvalid || pg_catalog.substring(pg_catalog.pg_get_indexdef(i.indexrelid), ' USING .*') AS d
                        FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid) AS defined) AS indexes
                FROM kin JOIN pg_catalog.pg_class c ON c.oid = kin.oid AND c.relkind IN ('r', 'p'))
            SELECT min(oid) FROM described GROUP BY relkind, columns, constraints, indexes ORDER BY 1""";

    private Answer ask(long table, AlterTableText command, Map<RelationName, Long> referenced, Set<Long> lockedByCaller)
            throws SQLException {
        Side side = sides.side();
        return side.rolledBack(() -> {
            try {
                TableCopy copy;
                try {
                    copy = copy(side, table, referenced, lockedByCaller);
                } catch (SQLException e) {
                    return unknown(e, "a copy of the table could not be made: ");
                }
                try {
                    return copy.run(command, referenced);
                } catch (SQLException e) {
                    return copy.isRefusal(e)
                            ? new Answer.Refused(e.getSQLState(), firstLine(e))
                            : unknown(e, "on a copy of the table it fails: ");
                }
            } catch (TableCopy.NotCopied e) {
                return new Answer.Unknown(String.valueOf(e.getMessage()));
            }
        });
    }

    private static Answer unknown(SQLException e, String what) throws SQLException {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("08") || state.startsWith("57")) {
            // Nobody was asked: the connection has gone, or the caller has cancelled.
            throw e;
        }
        return new Answer.Unknown(
                state.equals(LOCK_NOT_AVAILABLE)
                        ? "another session holds or awaits ACCESS EXCLUSIVE on the table or on one that a foreign key"
                                + " ties to it"
                        : what + firstLine(e));
    }

    /** Without detail, hint and position. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private TableCopy copy(Side side, long table, Map<RelationName, Long> referenced, Set<Long> lockedByCaller)
            throws SQLException, TableCopy.NotCopied {
        // So that every name that is read has its schema with it.
        side.execute("SET LOCAL search_path = ''");
        TableDefinition definition = definition(side, table, lockedByCaller);
        Set<Long> tied = new LinkedHashSet<>(TableCopy.tied(definition));
        tied.addAll(referenced.values());
        tied.remove(table);
        Map<Long, TableDefinition> others = new LinkedHashMap<>();
        for (long other : tied) {
            others.put(other, definition(side, other, lockedByCaller));
        }
        String path = context.searchPath().isBlank() ? "" : ", " + context.searchPath();
        side.query(
                "SELECT pg_catalog.set_config('search_path', " + Quoting.literal("pg_temp" + path) + ", true)",
                row -> true);
        TableCopy copy = new TableCopy(side, definition, others);
        copy.make();
        return copy;
    }

    private TableDefinition definition(Side side, long table, Set<Long> lockedByCaller)
            throws SQLException, TableCopy.NotCopied {
        Optional<RelationName> changed = changedBefore(table);
        if (changed.isPresent()) {
            throw new TableCopy.NotCopied(
                    "an earlier statement of the same text changes " + changed.get() + " (send the two apart)");
        }
        return TableDefinition.read(lockedByCaller.contains(table) ? caller : side, table)
                .orElseThrow(() -> new TableCopy.NotCopied(
                        "the table or one that a foreign key ties to it is not" + " there any more"));
    }
}
