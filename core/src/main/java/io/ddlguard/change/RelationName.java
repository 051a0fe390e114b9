package io.ddlguard.change;

import io.ddlguard.sql.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table, index or view as a statement writes it: where no schema is given, the search path decides.
 */
public record RelationName(@Nullable String schema, String name) {

    /** The name as SQL, for {@code to_regclass}. */
    public String sql() {
        return schema == null ? Quoting.identifier(name) : Quoting.identifier(schema) + '.' + Quoting.identifier(name);
    }

    @Override
    public String toString() {
        return schema == null ? Quoting.readable(name) : Quoting.readable(schema) + '.' + Quoting.readable(name);
    }
}
