package io.ddlguard.change;

import io.ddlguard.sql.Quoting;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table, index or view as a statement writes it: where no schema is given, the search path decides.
 */
public record RelationName(@Nullable String schema, String name) {

    /** The name as SQL, for {@code to_regclass}. */
    public String sql() {
        return schema == null ? Quoting.identifier(name) : Quoting.identifier(schema) + '.' + Quoting.identifier(name);
    }

    // A record's own are linked from method handles at the first call, which takes longer than a deploy's other names.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RelationName that && name.equals(that.name) && Objects.equals(schema, that.schema);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Objects.hashCode(schema);
    }

    @Override
    public String toString() {
        return schema == null ? Quoting.readable(name) : Quoting.readable(schema) + '.' + Quoting.readable(name);
    }
}
