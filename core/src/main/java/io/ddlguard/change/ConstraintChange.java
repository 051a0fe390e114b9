package io.ddlguard.change;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A constraint that is added and checked at once. */
public sealed interface ConstraintChange extends Change {

    /**
     * ADD CONSTRAINT … FOREIGN KEY or CHECK, to be checked at once.
     *
     * @param name null where PostgreSQL chooses it
     * @param columns of a foreign key
     * @param referenced the table that a foreign key refers to; null for a CHECK
     * @param referencedColumns empty where its primary key is meant
     * @param check the condition of a CHECK as it is written, with its parentheses; null for a foreign key
     * @param text the command as it is written
     * @param notValid the names of other constraints of the same statement that are to stay NOT VALID
     * @param notValidUnnamed whether one of those has no name
     */
    record AddConstraint(
            RelationName table,
            @Nullable String name,
            List<String> columns,
            @Nullable RelationName referenced,
            List<String> referencedColumns,
            @Nullable String check,
            String text,
            Span span,
            Set<String> notValid,
            boolean notValidUnnamed)
            implements ConstraintChange {

        public AddConstraint {
            notValid = Set.copyOf(notValid);
        }

        @Override
        public List<RelationName> relations() {
            return referenced == null ? List.of(table) : List.of(table, referenced);
        }
    }

    /**
     * ADD UNIQUE, PRIMARY KEY or EXCLUDE, as a command or in an ADD COLUMN.
     *
     * @param span null where it stands in an ADD COLUMN
     */
    record AddKey(
            RelationName table, AddedKey key, @Nullable Span span, List<Lock> locks) implements ConstraintChange {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }
}
