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
        return new ServerError(sqlState, message, null, null, schema, table, null, null, null);
    }

    public ServerError withDetail(@Nullable String text) {
        return new ServerError(sqlState, message, text, hint, schema, table, column, datatype, constraint);
    }

    public ServerError withColumn(String name) {
        return new ServerError(sqlState, message, detail, hint, schema, table, name, datatype, constraint);
    }

    public ServerError withConstraint(@Nullable String name) {
        return new ServerError(sqlState, message, detail, hint, schema, table, column, datatype, name);
    }
}
