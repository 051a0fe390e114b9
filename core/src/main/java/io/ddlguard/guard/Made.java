package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.JobObjects;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.ObjectName;
import io.ddlguard.change.RelationName;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which a text makes something.
 *
 * @param objects with what they meant before it: IF NOT EXISTS and OR REPLACE make nothing new of that
 */
record Made(Set<RelationName> relations, Map<ObjectName, List<CatalogObject>> objects) {

    static final Made NOTHING = new Made(Set.of(), Map.of());

    Made {
        relations = Set.copyOf(relations);
        objects = Map.copyOf(objects);
    }

    boolean isEmpty() {
        return relations.isEmpty() && objects.isEmpty();
    }

    /**
     * What this job has made is new to everyone; the OIDs are the caller's to know until it commits.
     *
     * @param facts those after the text
     */
    void remember(Facts facts, JobObjects job) throws SQLException {
        CallerContext where = facts.context();
        for (RelationName name : relations) {
            Optional<Relation> relation = facts.relation(name);
            relation.ifPresent(found -> job.made(where, found));
        }
        for (Map.Entry<ObjectName, List<CatalogObject>> each : objects.entrySet()) {
            List<Long> before = each.getValue().stream().map(CatalogObject::oid).toList();
            facts.objects().find(each.getKey()).stream()
                    .filter(found -> !before.contains(found.oid()))
                    .forEach(found -> job.made(where, found));
        }
    }
}
