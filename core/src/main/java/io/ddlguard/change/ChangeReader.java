package io.ddlguard.change;

import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.pgparser.tree.AlterObjectSchemaStmt;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.CreateSeqStmt;
import io.ddlguard.pgparser.tree.CreateStmt;
import io.ddlguard.pgparser.tree.CreateTableAsStmt;
import io.ddlguard.pgparser.tree.CreateTrigStmt;
import io.ddlguard.pgparser.tree.DeleteStmt;
import io.ddlguard.pgparser.tree.DiscardStmt;
import io.ddlguard.pgparser.tree.DoStmt;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.DropStmt;
import io.ddlguard.pgparser.tree.IndexStmt;
import io.ddlguard.pgparser.tree.ListNode;
import io.ddlguard.pgparser.tree.LockStmt;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.ReindexStmt;
import io.ddlguard.pgparser.tree.RenameStmt;
import io.ddlguard.pgparser.tree.SelectStmt;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TransactionStmt;
import io.ddlguard.pgparser.tree.TruncateStmt;
import io.ddlguard.pgparser.tree.UpdateStmt;
import io.ddlguard.pgparser.tree.VariableSetKind;
import io.ddlguard.pgparser.tree.VariableSetStmt;
import io.ddlguard.pgparser.tree.ViewStmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one statement's tree into its changes. Used once. */
final class ChangeReader {

    /** Statements that PostgreSQL refuses in a transaction block, or whose form decides it: never wrapped in one. */
    private static final Set<String> OUTSIDE = Set.of(
            "VacuumStmt",
            "CreatedbStmt",
            "DropdbStmt",
            "AlterDatabaseStmt",
            "CreateTableSpaceStmt",
            "DropTableSpaceStmt",
            "AlterSystemStmt",
            "CreateSubscriptionStmt",
            "AlterSubscriptionStmt",
            "DropSubscriptionStmt",
            "ClusterStmt",
            "ReindexStmt",
            "AlterEnumStmt",
            "CallStmt",
            "DiscardStmt",
            "DoStmt",
            "TransactionStmt");

    /** The path may hold "$user". */
    private static final Set<String> PATH_SETTINGS = Set.of("search_path", "role", "session_authorization");

    /** {@code SELECT set_config('search_path', …)} is how dumps set it. */
    private static final Pattern SEARCH_PATH = Pattern.compile("search_path", Pattern.CASE_INSENSITIVE);

    private final String sql;
    private final RawStatement raw;
    private final List<Change> changes = new ArrayList<>();
    private boolean inBody;
    private boolean inTransaction = true;

    ChangeReader(String sql, RawStatement raw) {
        this.sql = sql;
        this.raw = raw;
    }

    void read() throws PgSyntaxException {
        Node node = raw.node();
        if (OUTSIDE.contains(node.getClass().getSimpleName())) {
            inTransaction = false;
        }
        if (node instanceof DoStmt block) {
            inBody = true;
            changes.addAll(new BodyReader().read(block, sql.substring(raw.start(), raw.end())));
        } else {
            statement(node);
        }
    }

    List<Change> changes() {
        return changes;
    }

    boolean inBody() {
        return inBody;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    private void statement(Node node) throws PgSyntaxException {
        if (node instanceof IndexStmt index) {
            createIndex(index);
        } else if (node instanceof AlterTableStmt alter && alter.relation() != null) {
            AlterTableReader reader = new AlterTableReader(alter, name(alter.relation()), sql, raw);
            changes.addAll(reader.read());
            inTransaction &= reader.inTransaction();
        } else if (node instanceof DropStmt drop) {
            drop(drop);
        } else if (node instanceof RenameStmt rename) {
            rename(rename);
        } else if (node instanceof TruncateStmt truncate) {
            boolean cascade = truncate.behavior() == DropBehavior.DROP_CASCADE;
            for (Node relation : truncate.relations()) {
                changes.add(new Change.Truncate(name((RangeVar) relation), cascade));
            }
        } else if (node instanceof ReindexStmt reindex) {
            reindex(reindex);
        } else if (node instanceof CreateStmt create && create.relation() != null) {
            createRelation(
                    create.relation(),
                    create.ifNotExists(),
                    CreateTableLocks.copied(create),
                    CreateTableLocks.of(create));
        } else if (node instanceof CreateTableAsStmt create
                && create.into() != null
                && create.into().rel() != null) {
            createRelation(create.into().rel(), create.ifNotExists(), List.of(), List.of());
        } else if (node instanceof CreateTrigStmt trigger && trigger.relation() != null) {
            RelationName table = name(trigger.relation());
            Lock lock = new Lock(table, LockMode.SHARE_ROW_EXCLUSIVE, Lock.Reach.PARTITIONS);
            changes.add(new Change.AlterRelation(table, List.of(lock)));
        } else if (node instanceof AlterObjectSchemaStmt move && move.relation() != null) {
            changes.add(new Change.SetSchema(name(move.relation()), Objects.requireNonNull(move.newschema())));
        } else if (node instanceof DeleteStmt delete && delete.whereClause() == null && delete.relation() != null) {
            changes.add(new AllRows(name(delete.relation()), AllRows.Kind.DELETE));
        } else if (node instanceof UpdateStmt update && update.whereClause() == null && update.relation() != null) {
            changes.add(new AllRows(name(update.relation()), AllRows.Kind.UPDATE));
        } else if (node instanceof LockStmt lock) {
            lock(lock);
        } else if (node instanceof ViewStmt create && create.view() != null) {
            createRelation(create.view(), create.replace(), List.of(), List.of());
        } else if (node instanceof CreateSeqStmt create && create.sequence() != null) {
            createRelation(create.sequence(), create.ifNotExists(), List.of(), List.of());
        } else if (changesSearchPath(node)) {
            changes.add(new Change.SearchPath());
        } else if (node instanceof TransactionStmt) {
            changes.add(new Change.TransactionControl());
        } else {
            List<Change> others = new ArrayList<>(MaintenanceReader.of(node));
            others.addAll(ObjectChangeReader.of(node));
            changes.addAll(
                    others.isEmpty() ? List.of(new Change.Other(node.getClass().getSimpleName())) : others);
        }
    }

    private void lock(LockStmt lock) {
        // The grammar counts them from 1.
        LockMode mode = LockMode.values()[lock.mode() - 1];
        for (Node node : lock.relations()) {
            RangeVar table = (RangeVar) node;
            Lock.Reach reach = table.inh() ? Lock.Reach.CHILDREN : Lock.Reach.ITSELF;
            changes.add(new Change.LockTable(name(table), mode, List.of(new Lock(name(table), mode, reach))));
        }
    }

    private void createRelation(RangeVar table, boolean ifNotExists, List<RelationName> copied, List<Lock> locks) {
        boolean temporary = "t".equals(table.relpersistence());
        changes.add(new Change.CreateRelation(name(table), ifNotExists, temporary, copied, locks));
    }

    private boolean changesSearchPath(Node node) {
        if (node instanceof VariableSetStmt set) {
            return set.kind() == VariableSetKind.VAR_RESET_ALL || PATH_SETTINGS.contains(String.valueOf(set.name()));
        }
        return node instanceof DiscardStmt
                || node instanceof SelectStmt
                        && SEARCH_PATH
                                .matcher(sql)
                                .region(raw.start(), raw.end())
                                .find();
    }

    private void createIndex(IndexStmt index) throws PgSyntaxException {
        RangeVar relation = Objects.requireNonNull(index.relation());
        inTransaction &= !index.concurrent();
        changes.add(new Change.CreateIndex(
                name(relation),
                index.idxname(),
                index.unique(),
                index.concurrent(),
                index.ifNotExists(),
                !relation.inh(),
                version -> IndexColumnNames.of(index, version),
                IndexColumnNames.plain(index),
                new StatementText(sql, raw).after(relation)));
    }

    private void drop(DropStmt drop) {
        inTransaction &= !drop.concurrent();
        boolean cascade = drop.behavior() == DropBehavior.DROP_CASCADE;
        if (drop.removeType() == ObjectType.OBJECT_INDEX) {
            changes.add(new Change.DropIndex(names(drop.objects()), drop.concurrent(), drop.missingOk(), cascade));
        } else if (drop.removeType() == ObjectType.OBJECT_TABLE) {
            names(drop.objects()).forEach(table -> changes.add(new Change.DropTable(table, cascade)));
        } else {
            List<Change> others = new ArrayList<>(RemovalReader.of(drop));
            others.addAll(ObjectChangeReader.of(drop));
            changes.addAll(others.isEmpty() ? List.of(new Change.Other("DropStmt")) : others);
        }
    }

    private void rename(RenameStmt rename) {
        List<ObjectChange> ofNoRelation = ObjectChangeReader.of(rename);
        if (rename.relation() == null || !ofNoRelation.isEmpty()) {
            changes.addAll(ofNoRelation.isEmpty() ? List.of(new Change.Other("RenameStmt")) : ofNoRelation);
            return;
        }
        RelationName relation = name(rename.relation());
        String to = Objects.requireNonNull(rename.newname());
        if (rename.renameType() == ObjectType.OBJECT_COLUMN && rename.subname() != null) {
            changes.add(new ColumnChange.RenameColumn(relation, rename.subname(), to));
        } else if (rename.renameType() == ObjectType.OBJECT_TABLE) {
            changes.add(new Change.RenameTable(relation, to));
        } else {
            changes.add(new Change.AlterRelation(relation, renamed(rename, relation)));
        }
    }

    /** Of an index it stops nobody. */
    private static List<Lock> renamed(RenameStmt rename, RelationName relation) {
        if (rename.renameType() == ObjectType.OBJECT_INDEX) {
            return List.of();
        }
        Lock.Reach reach = rename.renameType() == ObjectType.OBJECT_TABCONSTRAINT && rename.subname() != null
                ? new Lock.Reach.InheritedConstraint(rename.subname())
                : Lock.Reach.ITSELF;
        return List.of(new Lock(relation, LockMode.ACCESS_EXCLUSIVE, reach));
    }

    private void reindex(ReindexStmt reindex) {
        ReindexOptions options = ReindexOptions.of(reindex);
        changes.add(new Change.Reindex(
                Change.Reindex.Target.valueOf(reindex.kind().name().replaceFirst("^REINDEX_OBJECT_", "")),
                reindex.relation() == null ? null : name(reindex.relation()),
                reindex.name(),
                options.concurrently(),
                options.others()));
        // INDEX and TABLE may stand in a transaction block; the others and CONCURRENTLY may not.
        inTransaction = !options.concurrently() && reindex.relation() != null;
    }

    static RelationName name(RangeVar relation) {
        return new RelationName(relation.schemaname(), Objects.requireNonNull(relation.relname()));
    }

    static List<RelationName> names(List<Node> objects) {
        List<RelationName> names = new ArrayList<>();
        for (Node object : objects) {
            List<Node> parts = object instanceof ListNode list ? list.items() : List.of(object);
            String schema = parts.size() > 1 ? string(parts.get(parts.size() - 2)) : null;
            names.add(new RelationName(schema, string(parts.get(parts.size() - 1))));
        }
        return names;
    }

    static String string(Node node) {
        return Objects.requireNonNull(((StringNode) node).sval());
    }
}
