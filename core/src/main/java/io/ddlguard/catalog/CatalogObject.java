package io.ddlguard.catalog;

import io.ddlguard.change.ObjectName;
import io.ddlguard.sql.Quoting;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schema, an extension, a type or a function, as the caller's own transaction sees it.
 *
 * @param schema null for what is in none
 * @param kind {@code prokind} of a function, {@code typtype} of a type, else a blank
 * @param arguments a function's, for people; else empty
 * @param argumentTypes the names of their types without schemas, as {@code int4}, {@code text[]}
 */
public record CatalogObject(
        ObjectName.Catalog catalog,
        long oid,
        @Nullable String schema,
        String name,
        char kind,
        String arguments,
        List<String> argumentTypes) {

    public CatalogObject {
        argumentTypes = List.copyOf(argumentTypes);
    }

    /** As a policy names it, and perhaps something that it has. */
    public List<String> parts(String... part) {
        return Stream.concat(Stream.ofNullable(schema), Stream.concat(Stream.of(name), Stream.of(part)))
                .toList();
    }

    /** Schema-qualified, for people. */
    @Override
    public String toString() {
        String plain =
                schema == null ? Quoting.readable(name) : Quoting.readable(schema) + '.' + Quoting.readable(name);
        return catalog == ObjectName.Catalog.FUNCTION ? plain + '(' + arguments + ')' : plain;
    }
}
