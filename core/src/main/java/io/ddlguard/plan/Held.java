package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import java.util.Optional;

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

    /** The index of a constraint: without that it is to nobody's use, so it is never built after the commit. */
    record OfKey(After.BuildIndex built) implements Held {

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
