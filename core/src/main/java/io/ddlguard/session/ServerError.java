package io.ddlguard.session;

import org.jspecify.annotations.Nullable;

/** The fields of PostgreSQL's ErrorResponse that a caller can see. */
public record ServerError(
        String sqlState,
        String message,
        @Nullable String detail,
        @Nullable String hint,
        @Nullable String schema,
        @Nullable String table,
        @Nullable String column,
        @Nullable String datatype,
        @Nullable String constraint) {}
