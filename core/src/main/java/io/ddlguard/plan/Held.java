package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;

/** What the aside steps of a plan make and a crash would leave behind: a row of the journal holds its place. */
public sealed interface Held permits After.BuildIndex, Held.Reindex {

    /** Sixteen hexadecimal digits: of its row, and in the private name, where there is one. */
    String id();

    /** The table that it is about. */
    Relation table();

    /** REINDEX CONCURRENTLY of an index or a table: what it leaves bears names of PostgreSQL's own choice. */
    record Reindex(String id, Relation table) implements Held {}
}
