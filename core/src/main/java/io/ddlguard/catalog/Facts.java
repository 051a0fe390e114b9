package io.ddlguard.catalog;

import io.ddlguard.change.RelationName;
import io.ddlguard.session.Queries;
import io.ddlguard.session.Row;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the server knows of the relations that one text names. Names are resolved on the caller's own connection, whose
 * search path and uncommitted work decide what they mean; sizes and what others can see are asked on the side. Every
 * fact is fetched when a rule asks for it, once. Used by one thread.
 */
public final class Facts {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Queries caller;
    private final CallerContext context;
    private final SideSource sides;
    private final JobObjects job;
    private final long ignoreBelow;
    private final Map<RelationName, Optional<Relation>> relations = new HashMap<>();
    private final Newness newness;
    private final Oracle oracle;
    private final ObjectFacts objects;
    private boolean together;
    private final Map<Long, Size> sizes = new HashMap<>();
    private final Set<RelationName> reserved = new HashSet<>();

    /** Opens the side connection when it is first needed. */
    @FunctionalInterface
    public interface SideSource {
        Side side() throws SQLException;
    }

    /**
     * @param ignoreBelow the size in bytes up to which rules about locks and scans are silent
     */
    public Facts(Queries caller, CallerContext context, SideSource sides, JobObjects job, long ignoreBelow) {
        this.caller = caller;
        this.context = context;
        this.sides = sides;
        this.job = job;
        this.ignoreBelow = ignoreBelow;
        this.newness = new Newness(caller, context, sides, job);
        this.oracle = new Oracle(caller, context, sides, this::relation);
        this.objects = new ObjectFacts(caller, newness);
    }

    /** As the other, with what has been asked already. */
    public Facts(Session caller, Look look, SideSource sides, JobObjects job, long ignoreBelow) throws SQLException {
        this(caller, look.context(), sides, job, ignoreBelow);
        job.begin(context, caller);
        know(look);
    }

    public CallerContext context() {
        return context;
    }

    public ColumnFacts columns() {
        return new ColumnFacts(caller);
    }

    public KeyFacts keys() {
        return new KeyFacts(caller);
    }

    public StorageFacts storage() {
        return new StorageFacts(caller);
    }

    /** What the server would do, asked of the server. */
    public Oracle oracle() {
        return oracle;
    }

    /** What is known of schemas, types and functions. */
    public ObjectFacts objects() {
        return objects;
    }

    /** The text has more statements than one: what they have done is undone if another of them fails. */
    public void sentTogether() {
        together = true;
    }

    /** Whether a statement can still be undone when it has run. */
    public boolean canBeRolledBack() {
        return together || context.inTransaction();
    }

    /** The relation that a name means to the caller, here and now. */
    public Optional<Relation> relation(RelationName name) throws SQLException {
        Optional<Relation> known = relations.get(name);
        if (known == null) {
            job.begin(context, caller);
            know(Look.names(caller, context, List.of(name), job));
            known = Objects.requireNonNull(relations.get(name));
        }
        return known;
    }

    private void know(Look look) {
        relations.putAll(look.relations());
        newness.know(look.reaches());
    }

    /** The relation of an OID, whatever it is called by now. */
    public Optional<Relation> relation(long oid) throws SQLException {
        return onCaller(RELATION + "c.oid = " + oid, Facts::relation).stream().findFirst();
    }

    /**
     * Whether no code that runs outside this deploy job can know the relation: this transaction made it, or an earlier
     * one of the job did and nobody else has it in use.
     */
    public boolean isNew(Relation relation) throws SQLException {
        return newness.isNew(relation) || isIndexOfNew(relation);
    }

    /** Who does not know a table does not use its indexes. */
    private boolean isIndexOfNew(Relation relation) throws SQLException {
        if (relation.kind() != Relation.Kind.INDEX && relation.kind() != Relation.Kind.PARTITIONED_INDEX) {
            return false;
        }
        Optional<IndexFacts> index =
                indexes("i.indexrelid = " + relation.oid()).stream().findFirst();
        return index.isPresent() && newness.isNew(index.get().table());
    }

    public Size size(Relation relation) throws SQLException {
        Size known = sizes.get(relation.oid());
        if (known == null) {
            known = measure(relation);
            sizes.put(relation.oid(), known);
        }
        return known;
    }

    private Size measure(Relation relation) throws SQLException {
        String leaves = "(SELECT relid FROM pg_catalog.pg_partition_tree(" + relation.oid() + ") WHERE isleaf)";
        String tables =
                relation.kind() == Relation.Kind.PARTITIONED_TABLE ? leaves : "(VALUES (" + relation.oid() + "))";
        String measure = "SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0), "
                + "sum(CASE WHEN c.reltuples < 0 THEN 0 ELSE c.reltuples END), "
                // Up to 13, a table that was never analyzed has 0 and 0.
                + "bool_or(c.reltuples < 0 OR c.reltuples = 0 AND c.relpages = 0) "
                + "FROM pg_catalog.pg_class c WHERE c.oid IN (SELECT t.oid::oid FROM " + tables
                + " AS t(oid)) AND c.relkind IN ('r', 'm')";
        Side side = sides.side();
        try {
            return side.query(measure, Facts::size).get(0);
        } catch (SQLException e) {
            if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            if (callerHasLocked(relation)) {
                return caller.query(measure, Facts::size).get(0);
            }
            // Somebody holds or awaits ACCESS EXCLUSIVE. What cannot be measured is not taken for empty.
            return new Size(-1, relation.reltuples(), false);
        }
    }

    /** An ALTER earlier in the transaction keeps the side from measuring, and lets the caller do it without a wait. */
    private boolean callerHasLocked(Relation relation) throws SQLException {
        return !sides.side()
                .query(
                        "SELECT FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND granted AND mode ="
                                + " 'AccessExclusiveLock' AND relation = " + relation.oid() + " AND pid = "
                                + context.pid(),
                        row -> true)
                .isEmpty();
    }

    private static Size size(ResultSet row) throws SQLException {
        return new Size(
                row.getLong(1),
                row.getBoolean(3) && row.getDouble(2) == 0 ? -1 : row.getDouble(2),
                row.getLong(1) == 0);
    }

    /** Whether no committed row is in the table; a table that was emptied by DELETE still has bytes. */
    public boolean hasNoRows(Relation relation) throws SQLException {
        Size size = size(relation);
        if (size.empty() || size.bytes() < 0 || size.bytes() > 1024 * 1024) {
            return size.empty();
        }
        return !context.wroteInTransaction()
                && mayRead(relation)
                && sides.side()
                        .query("SELECT EXISTS (SELECT FROM " + relation.sql() + ")", row -> !row.getBoolean(1))
                        .get(0);
    }

    /** Whom a table belongs to may alter it, and need not be allowed to read it. */
    private boolean mayRead(Relation relation) throws SQLException {
        return sides.side()
                .query(
                        "SELECT pg_catalog.has_table_privilege(" + relation.oid() + "::pg_catalog.oid, 'SELECT')",
                        row -> row.getBoolean(1))
                .get(0);
    }

    /** Whether a scan or a build of the table is over before anybody notices. */
    public boolean isSmall(Relation relation) throws SQLException {
        long bytes = size(relation).bytes();
        return hasNoRows(relation) || bytes >= 0 && bytes < ignoreBelow;
    }

    /** The index that a name means, if it is one. */
    public Optional<IndexFacts> index(RelationName name) throws SQLException {
        Optional<Relation> relation = relation(name);
        return relation.isEmpty()
                ? Optional.empty()
                : indexes("i.indexrelid = " + relation.get().oid()).stream().findFirst();
    }

    public List<IndexFacts> indexesOf(Relation table) throws SQLException {
        return indexes("i.indrelid = " + table.oid());
    }

    private List<IndexFacts> indexes(String condition) throws SQLException {
        return onCaller(
                "SELECT i.indisvalid, i.indisunique, i.indisexclusion, c.relispartition, "
                        + "(SELECT conname FROM pg_catalog.pg_constraint WHERE conindid = i.indexrelid "
                        + "AND contype IN ('p', 'u', 'x') LIMIT 1), "
                        + "pg_catalog.substring(pg_catalog.pg_get_indexdef(i.indexrelid), ' USING (.*)'), "
                        + Relation.columns("c", "n") + ", " + Relation.columns("t", "tn")
                        + " FROM pg_catalog.pg_index i"
                        + " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " JOIN pg_catalog.pg_class t ON t.oid = i.indrelid"
                        + " JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace WHERE " + condition
                        + " ORDER BY c.oid",
                row -> new IndexFacts(
                        Relation.of(row, 7),
                        Relation.of(row, 14),
                        row.getBoolean(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getString(5),
                        row.getString(6)));
    }

    /** The direct partitions of a partitioned table. */
    public List<Relation> partitionsOf(Relation parent) throws SQLException {
        return onCaller(
                RELATION + "c.oid IN (SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = " + parent.oid()
                        + ") ORDER BY c.oid",
                Facts::relation);
    }

    /** Whether a constraint of this name, of whatever table, is in the schema. */
    public boolean hasConstraint(String schema, String name) throws SQLException {
        return !onCaller(
                        "SELECT 1 FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace"
                                + " WHERE n.nspname = " + Quoting.literal(schema) + " AND c.conname = "
                                + Quoting.literal(name),
                        row -> true)
                .isEmpty();
    }

    /** Whether a relation of this name, of whatever kind, is in the schema. */
    public boolean isTaken(String schema, String name) throws SQLException {
        RelationName relation = new RelationName(schema, name);
        return reserved.contains(relation) || relation(relation).isPresent();
    }

    /** A name that something will have which is not there yet. */
    public void reserve(RelationName name) {
        reserved.add(name);
    }

    /** The tables that hold a foreign key to one of these, themselves excepted. */
    public List<Relation> referencing(Relation table) throws SQLException {
        return onCaller(
                RELATION
                        + "c.oid IN (SELECT conrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid = "
                        + table.oid() + " AND conrelid <> confrelid) ORDER BY c.oid",
                Facts::relation);
    }

    public Optional<ConstraintFacts> constraint(Relation table, String name) throws SQLException {
        return ConstraintFacts.find(caller, table, name);
    }

    /** The views that read it. */
    public List<Relation> viewsOf(Relation relation) throws SQLException {
        return onCaller(
                RELATION + "c.oid <> " + relation.oid()
                        + " AND c.oid IN (SELECT r.ev_class FROM pg_catalog.pg_rewrite r"
                        + " JOIN pg_catalog.pg_depend d ON d.objid = r.oid AND d.classid ="
                        + " 'pg_catalog.pg_rewrite'::pg_catalog.regclass WHERE d.refclassid ="
                        + " 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = " + relation.oid()
                        + ") ORDER BY c.oid",
                Facts::relation);
    }

    private <T> List<T> onCaller(String sql, Row<T> row) throws SQLException {
        return caller.query(sql, row);
    }

    static final String RELATION = "SELECT " + Relation.columns("c", "n")
            + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ";

    private static Relation relation(ResultSet row) throws SQLException {
        return Relation.of(row, 1);
    }
}
