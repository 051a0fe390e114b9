package io.ddlguard.guard;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.change.ScriptStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The relations that a text itself will lock and that others may use. */
final class LockedRelations {

    private LockedRelations() {}

    /** Their OIDs; empty where the text cannot be wrapped in a savepoint or a transaction. */
    static List<Long> of(Script script, List<Change> changes, Facts facts, List<Ruling> plans) throws SQLException {
        if (!script.statements().stream().allMatch(ScriptStatement::inTransaction)) {
            return List.of();
        }
        Set<Long> oids = new LinkedHashSet<>();
        // What runs outside locks there, and takes care of that; NOT VALID is added here.
        Set<Change> elsewhere = new HashSet<>();
        plans.stream().filter(plan -> plan.change().span() == null).forEach(plan -> elsewhere.add(plan.change()));
        for (Change change : changes) {
            if (elsewhere.contains(change)) {
                continue;
            }
            for (RelationName name : change.locked()) {
                Optional<Relation> relation = facts.relation(name);
                if (relation.isPresent() && change instanceof Change.Reindex && isPartitioned(relation.get())) {
                    // PostgreSQL commits after each partition, and refuses it in a transaction block.
                    return List.of();
                }
                if (relation.isPresent() && !facts.isNew(relation.get())) {
                    oids.add(relation.get().oid());
                    Optional<IndexFacts> index = facts.index(name);
                    index.ifPresent(found -> oids.add(found.table().oid()));
                }
            }
        }
        return List.copyOf(oids);
    }

    private static boolean isPartitioned(Relation relation) {
        return relation.kind() == Relation.Kind.PARTITIONED_TABLE || relation.kind() == Relation.Kind.PARTITIONED_INDEX;
    }
}
