package io.ddlguard.change;

import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ClusterStmt;
import io.ddlguard.pgparser.tree.DefElem;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.RefreshMatViewStmt;
import io.ddlguard.pgparser.tree.VacuumRelation;
import io.ddlguard.pgparser.tree.VacuumStmt;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what keeps a table's rows elsewhere or otherwise. */
final class MaintenanceReader {

    private MaintenanceReader() {}

    /** What a statement of its own does; empty where it is none of these. */
    static List<Maintenance> of(Node node) {
        if (node instanceof ClusterStmt cluster) {
            return List.of(new Maintenance.Cluster(
                    Optional.ofNullable(cluster.relation()).map(ChangeReader::name)));
        }
        if (node instanceof RefreshMatViewStmt refresh && refresh.relation() != null) {
            return List.of(new Maintenance.RefreshMaterializedView(
                    ChangeReader.name(refresh.relation()), refresh.concurrent(), !refresh.skipData()));
        }
        return node instanceof VacuumStmt vacuum && vacuum.isVacuumcmd() && isFull(vacuum)
                ? vacuumFull(vacuum)
                : List.of();
    }

    private static boolean isFull(VacuumStmt vacuum) {
        return vacuum.options().stream()
                .map(option -> (DefElem) option)
                .filter(option -> "full".equals(option.defname()))
                // The last one wins, as it does on the server.
                .reduce((first, last) -> last)
                .map(option -> Option.isOn(option.arg()))
                .orElse(false);
    }

    private static List<Maintenance> vacuumFull(VacuumStmt vacuum) {
        if (vacuum.rels().isEmpty()) {
            return List.of(new Maintenance.VacuumFull(Optional.empty()));
        }
        return vacuum.rels().stream()
                .map(relation -> Objects.requireNonNull(((VacuumRelation) relation).relation()))
                .<Maintenance>map(table -> new Maintenance.VacuumFull(Optional.of(ChangeReader.name(table))))
                .toList();
    }

    /** What a command of an ALTER TABLE does; null where it is none of these. */
    static @Nullable Maintenance of(RelationName table, AlterTableCmd command, List<Lock> locks) {
        AlterTableType type = command.subtype();
        if (type == AlterTableType.AT_SetLogged || type == AlterTableType.AT_SetUnLogged) {
            return new Maintenance.SetLogged(table, type == AlterTableType.AT_SetLogged, locks);
        }
        if (type == AlterTableType.AT_SetTableSpace && command.name() != null) {
            return new Maintenance.SetTablespace(table, command.name(), locks);
        }
        return type == AlterTableType.AT_SetAccessMethod
                ? new Maintenance.SetAccessMethod(table, command.name(), locks)
                : null;
    }
}
