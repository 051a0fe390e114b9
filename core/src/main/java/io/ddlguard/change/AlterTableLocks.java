package io.ddlguard.change;

import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.PartitionCmd;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locks of ALTER TABLE's sub-commands, as PostgreSQL 13 to 18 take them (its manual, "ALTER TABLE"); held against
 * live servers by a test. Where the versions differ, the least that all of them take: a lock that the statement would
 * not take must not be waited for.
 */
final class AlterTableLocks {

    private static final Set<AlterTableType> SHARE_UPDATE_EXCLUSIVE = Set.of(
            AlterTableType.AT_SetStatistics,
            AlterTableType.AT_SetOptions,
            AlterTableType.AT_ResetOptions,
            AlterTableType.AT_ClusterOn,
            AlterTableType.AT_DropCluster,
            AlterTableType.AT_ValidateConstraint,
            AlterTableType.AT_AttachPartition,
            AlterTableType.AT_DetachPartitionFinalize);

    private static final Set<AlterTableType> SHARE_ROW_EXCLUSIVE = Set.of(
            AlterTableType.AT_EnableTrig,
            AlterTableType.AT_EnableAlwaysTrig,
            AlterTableType.AT_EnableReplicaTrig,
            AlterTableType.AT_EnableTrigAll,
            AlterTableType.AT_EnableTrigUser,
            AlterTableType.AT_DisableTrig,
            AlterTableType.AT_DisableTrigAll,
            AlterTableType.AT_DisableTrigUser);

    /** Most storage parameters need no more than SHARE UPDATE EXCLUSIVE, some more: too little is asked, never too much. */
    private static final Set<AlterTableType> STORAGE_PARAMETERS = Set.of(
            AlterTableType.AT_SetRelOptions, AlterTableType.AT_ResetRelOptions, AlterTableType.AT_ReplaceRelOptions);

    private static final Set<AlterTableType> WITH_CHILDREN = Set.of(
            AlterTableType.AT_ColumnDefault,
            AlterTableType.AT_SetStatistics,
            AlterTableType.AT_SetStorage,
            AlterTableType.AT_AddConstraint,
            AlterTableType.AT_ValidateConstraint);

    /** What their indexes lock of the children differs with the version. */
    private static final Set<ConstrType> KEYS =
            Set.of(ConstrType.CONSTR_PRIMARY, ConstrType.CONSTR_UNIQUE, ConstrType.CONSTR_EXCLUSION);

    private AlterTableLocks() {}

    static List<Lock> of(RelationName table, AlterTableCmd command, boolean only) {
        List<Lock> locks = new ArrayList<>();
        locks.add(new Lock(table, mode(command), reach(command, only)));
        if (command.def() instanceof PartitionCmd partition && partition.name() != null && !partition.concurrent()) {
            boolean attached = command.subtype() == AlterTableType.AT_AttachPartition;
            locks.add(new Lock(
                    ChangeReader.name(partition.name()),
                    attached ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE,
                    attached ? Lock.Reach.CHILDREN : Lock.Reach.ITSELF));
        }
        referenced(command.def()).ifPresent(other -> locks.add(Lock.ofForeignKey(other)));
        return locks;
    }

    /** The table that a foreign key refers to. */
    static Optional<RelationName> referenced(@Nullable Node constraint) {
        return constraint instanceof Constraint key && key.pktable() != null
                ? Optional.of(ChangeReader.name(key.pktable()))
                : Optional.empty();
    }

    private static LockMode mode(AlterTableCmd command) {
        AlterTableType type = Objects.requireNonNull(command.subtype());
        if (SHARE_UPDATE_EXCLUSIVE.contains(type)
                || STORAGE_PARAMETERS.contains(type)
                || command.def() instanceof PartitionCmd partition && partition.concurrent()) {
            return LockMode.SHARE_UPDATE_EXCLUSIVE;
        }
        return SHARE_ROW_EXCLUSIVE.contains(type) || referenced(command.def()).isPresent()
                ? LockMode.SHARE_ROW_EXCLUSIVE
                : LockMode.ACCESS_EXCLUSIVE;
    }

    private static Lock.Reach reach(AlterTableCmd command, boolean only) {
        AlterTableType type = Objects.requireNonNull(command.subtype());
        if (type == AlterTableType.AT_AttachPartition || type == AlterTableType.AT_DetachPartition) {
            return Lock.Reach.PARTITION_ADDED_OR_REMOVED;
        }
        if (type == AlterTableType.AT_DropConstraint) {
            return new Lock.Reach.DroppedConstraint(Objects.requireNonNull(command.name()));
        }
        if (only || !WITH_CHILDREN.contains(type)) {
            return Lock.Reach.ITSELF;
        }
        if (command.def() instanceof Constraint constraint && KEYS.contains(constraint.contype())) {
            return Lock.Reach.ITSELF;
        }
        return referenced(command.def()).isPresent() ? Lock.Reach.PARTITIONS : Lock.Reach.CHILDREN;
    }
}
