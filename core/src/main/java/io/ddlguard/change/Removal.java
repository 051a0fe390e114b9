package io.ddlguard.change;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change that takes away what running code may rely on, apart from tables, columns and rows. */
public sealed interface Removal extends Change {

    /** The relation that it is about. */
    RelationName relation();

    @Override
    default List<RelationName> relations() {
        return List.of(relation());
    }

    /**
     * ALTER TABLE … DROP CONSTRAINT.
     *
     * @param added the kinds of keys that the same statement adds
     */
    record DropConstraint(
            @Override RelationName relation,
            String name,
            boolean cascade,
            Set<AddedKey.Kind> added,
            @Override List<Lock> locks)
            implements Removal {}

    /** @param trigger null for all of them: {@link #ofForeignKeys} tells whether those of foreign keys are meant too */
    record DisableTrigger(
            @Override RelationName relation,
            @Nullable String trigger,
            boolean ofForeignKeys,
            @Override List<Lock> locks)
            implements Removal {}

    /** ALTER TABLE … DETACH PARTITION. */
    record DetachPartition(
            @Override RelationName relation,
            RelationName partition,
            boolean concurrently,
            @Override List<Lock> locks) implements Removal {}

    /** DROP VIEW or DROP MATERIALIZED VIEW of one; a statement that names several is several changes. */
    record DropView(@Override RelationName relation, boolean cascade) implements Removal {}

    /** DROP SEQUENCE, as {@link DropView}. */
    record DropSequence(@Override RelationName relation, boolean cascade) implements Removal {}
}
