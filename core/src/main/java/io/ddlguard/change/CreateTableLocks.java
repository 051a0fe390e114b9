package io.ddlguard.change;

import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.CreateStmt;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.TableLikeClause;
import java.util.ArrayList;
import java.util.List;

/** The tables which are there that CREATE TABLE has to do with. */
final class CreateTableLocks {

    private CreateTableLocks() {}

    static List<Lock> of(CreateStmt create) {
        List<Lock> locks = new ArrayList<>();
        for (Node element : create.tableElts()) {
            addReferenced(locks, element);
            if (element instanceof ColumnDef column) {
                column.constraints().forEach(constraint -> addReferenced(locks, constraint));
            }
        }
        for (Node parent : create.inhRelations()) {
            RelationName name = ChangeReader.name((RangeVar) parent);
            locks.add(
                    create.partbound() == null
                            ? new Lock(name, LockMode.SHARE_UPDATE_EXCLUSIVE, Lock.Reach.ITSELF)
                            : new Lock(name, LockMode.ACCESS_EXCLUSIVE, Lock.Reach.PARTITION_ADDED_OR_REMOVED));
        }
        return locks;
    }

    /** What stands behind LIKE. */
    static List<RelationName> copied(CreateStmt create) {
        List<RelationName> copied = new ArrayList<>();
        for (Node element : create.tableElts()) {
            if (element instanceof TableLikeClause like && like.relation() != null) {
                copied.add(ChangeReader.name(like.relation()));
            }
        }
        return copied;
    }

    private static void addReferenced(List<Lock> locks, Node element) {
        AlterTableLocks.referenced(element).ifPresent(other -> locks.add(Lock.ofForeignKey(other)));
    }
}
