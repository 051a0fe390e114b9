package io.ddlguard.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_index} with what belongs to it.
 *
 * @param constraint the constraint that owns it, or null
 * @param using its definition from {@code USING} on, which two indexes of the same form share
 */
public record IndexFacts(
        Relation index,
        Relation table,
        boolean valid,
        boolean unique,
        boolean exclusion,
        boolean attached,
        @Nullable String constraint,
        String using) {}
