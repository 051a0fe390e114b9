package io.ddlguard.change;

import java.util.ArrayList;
import java.util.List;

/** The locks of those changes that carry none of their own; held against live servers by a test. */
final class ChangeLocks {

    private ChangeLocks() {}

    static List<Lock> of(Change change) {
        if (change instanceof Change.CreateIndex create) {
            Lock.Reach reach = create.only() ? Lock.Reach.ITSELF : Lock.Reach.PARTITIONS;
            return create.concurrently() ? List.of() : List.of(new Lock(create.table(), LockMode.SHARE, reach));
        }
        if (change instanceof Change.DropIndex drop) {
            return drop.concurrently() ? List.of() : exclusive(drop, Lock.Reach.DROPPED);
        }
        if (change instanceof Change.DropTable) {
            return exclusive(change, Lock.Reach.DROPPED);
        }
        if (change instanceof ColumnChange.DropColumn drop) {
            return exclusive(drop, new Lock.Reach.DroppedColumn(drop.column()));
        }
        if (change instanceof ColumnChange.AlterColumnType alter) {
            return exclusive(alter, new Lock.Reach.RetypedColumn(alter.column()));
        }
        if (change instanceof ConstraintChange.AddConstraint add && add.referenced() != null) {
            return List.of(
                    new Lock(add.table(), LockMode.SHARE_ROW_EXCLUSIVE, Lock.Reach.PARTITIONS),
                    Lock.ofForeignKey(add.referenced()));
        }
        if (change instanceof ColumnChange.AddColumn add) {
            List<Lock> locks = new ArrayList<>(exclusive(add, Lock.Reach.CHILDREN));
            add.referenced().forEach(other -> locks.add(Lock.ofForeignKey(other)));
            return locks;
        }
        if (change instanceof Change.RenameTable || change instanceof Change.SetSchema) {
            return exclusive(change, Lock.Reach.ITSELF);
        }
        boolean ofColumnsAndRows = change instanceof ConstraintChange.AddConstraint
                || change instanceof ColumnChange.SetNotNull
                || change instanceof ColumnChange.DropNotNull
                || change instanceof ColumnChange.RenameColumn
                || change instanceof Change.Truncate;
        return ofColumnsAndRows ? exclusive(change, Lock.Reach.CHILDREN) : List.of();
    }

    private static List<Lock> exclusive(Change change, Lock.Reach reach) {
        return change.relations().stream()
                .map(relation -> new Lock(relation, LockMode.ACCESS_EXCLUSIVE, reach))
                .toList();
    }
}
