package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the aside steps of a plan make and a crash would leave behind: a row of the journal holds its place. */
public sealed interface Held permits After.BuildIndex, Held.OfKey, Held.Reindex {

    /** Sixteen hexadecimal digits: of its row, and in the private name, where there is one. */
    String id();

    /** The table that it is about. */
    Relation table();

    /** The index that it is, under its private name; empty for those that are there already. */
    default Optional<After.BuildIndex> index() {
        return Optional.empty();
    }

    /**
     * The index of a constraint.
     *
     * @param later the constraint, where all of it can be left for after the commit; null where it cannot
     * @param duplicates what the rows are asked first then: a build beside the transaction meets them itself
     */
    record OfKey(After.BuildIndex built, After.@Nullable AddKey later, List<BadRows> duplicates) implements Held {

        public OfKey {
            duplicates = List.copyOf(duplicates);
        }

        @Override
        public String id() {
            return built.id();
        }

        @Override
        public Relation table() {
            return built.table();
        }

        @Override
        public Optional<After.BuildIndex> index() {
            return Optional.of(built);
        }
    }

    /** REINDEX CONCURRENTLY of an index or a table: what it leaves bears names of PostgreSQL's own choice. */
    record Reindex(String id, Relation table) implements Held {}
}
