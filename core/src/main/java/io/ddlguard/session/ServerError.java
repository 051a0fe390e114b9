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
        @Nullable String constraint) {

    /** An error that the server would give to a statement, where we know it before the statement is sent. */
    public static ServerError of(String sqlState, String message, String schema, String table) {
        String hint = "ddlguard looked at the rows first; nothing was changed.";
        return new ServerError(sqlState, message, null, hint, schema, table, null, null, null);
    }
}
