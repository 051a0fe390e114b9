package io.ddlguard.change;

import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.DropStmt;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.PartitionCmd;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what takes away what running code may rely on. */
final class RemovalReader {

    private RemovalReader() {}

    /** What DROP takes away; empty where it is none of these. */
    static List<Removal> of(DropStmt drop) {
        boolean cascade = drop.behavior() == DropBehavior.DROP_CASCADE;
        return switch (drop.removeType()) {
            case OBJECT_VIEW, OBJECT_MATVIEW ->
                ChangeReader.names(drop.objects()).stream()
                        .<Removal>map(view -> new Removal.DropView(view, cascade))
                        .toList();
            case OBJECT_SEQUENCE ->
                ChangeReader.names(drop.objects()).stream()
                        .<Removal>map(sequence -> new Removal.DropSequence(sequence, cascade))
                        .toList();
            default -> List.of();
        };
    }

    /** What a command of an ALTER TABLE takes away; null where it is none of these. */
    static @Nullable Removal of(RelationName table, AlterTableCmd command, List<Node> commands, List<Lock> locks) {
        AlterTableType type = Objects.requireNonNull(command.subtype());
        return switch (type) {
            case AT_DropConstraint ->
                new Removal.DropConstraint(
                        table,
                        Objects.requireNonNull(command.name()),
                        command.behavior() == DropBehavior.DROP_CASCADE,
                        AddedKeyReader.kinds(commands),
                        locks);
            case AT_DisableTrig -> new Removal.DisableTrigger(table, command.name(), false, locks);
            case AT_DisableTrigAll -> new Removal.DisableTrigger(table, null, true, locks);
            case AT_DisableTrigUser -> new Removal.DisableTrigger(table, null, false, locks);
            case AT_DetachPartition -> {
                PartitionCmd partition = (PartitionCmd) Objects.requireNonNull(command.def());
                yield new Removal.DetachPartition(
                        table,
                        ChangeReader.name(Objects.requireNonNull(partition.name())),
                        partition.concurrent(),
                        locks);
            }
            default -> null;
        };
    }
}
