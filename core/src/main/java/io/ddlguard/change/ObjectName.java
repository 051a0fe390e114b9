package io.ddlguard.change;

import io.ddlguard.sql.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * The name of something that is no relation, as a statement writes it: where no schema is given, the search path decides.
 *
 * @param schema null for what is in none: a schema, an extension
 */
public record ObjectName(Catalog catalog, @Nullable String schema, String name) {

    /** Where the server keeps it. */
    public enum Catalog {
        SCHEMA("pg_namespace"),
        /** Domains too. */
        TYPE("pg_type"),
        /** Procedures and aggregates too. */
        FUNCTION("pg_proc"),
        EXTENSION("pg_extension");

        private final String table;

        Catalog(String table) {
            this.table = table;
        }

        /** As SQL. */
        public String table() {
            return "pg_catalog." + table;
        }
    }

    static ObjectName schema(String name) {
        return new ObjectName(Catalog.SCHEMA, null, name);
    }

    static ObjectName extension(String name) {
        return new ObjectName(Catalog.EXTENSION, null, name);
    }

    /** Whether what it means depends on the search path. */
    public boolean isFoundByPath() {
        return schema == null && (catalog == Catalog.TYPE || catalog == Catalog.FUNCTION);
    }

    @Override
    public String toString() {
        return schema == null ? Quoting.readable(name) : Quoting.readable(schema) + '.' + Quoting.readable(name);
    }
}
