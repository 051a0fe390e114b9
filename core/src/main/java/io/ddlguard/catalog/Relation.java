package io.ddlguard.catalog;

import io.ddlguard.sql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A row of {@code pg_class}, as the caller's own transaction sees it. */
public record Relation(
        long oid, String schema, String name, Kind kind, boolean temporary, boolean partition, double reltuples) {

    /** {@code pg_class.relkind}. */
    public enum Kind {
        TABLE,
        PARTITIONED_TABLE,
        MATERIALIZED_VIEW,
        VIEW,
        SEQUENCE,
        INDEX,
        PARTITIONED_INDEX,
        OTHER;

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r" -> TABLE;
                case "p" -> PARTITIONED_TABLE;
                case "m" -> MATERIALIZED_VIEW;
                case "v" -> VIEW;
                case "S" -> SEQUENCE;
                case "i" -> INDEX;
                case "I" -> PARTITIONED_INDEX;
                default -> OTHER;
            };
        }

        public boolean holdsRows() {
            return this == TABLE || this == PARTITIONED_TABLE || this == MATERIALIZED_VIEW;
        }
    }

    /** The columns of a row of {@code pg_class c} and its {@code pg_namespace n}, by the names that these have. */
    static String columns(String c, String n) {
        return "%1$s.oid, %2$s.nspname, %1$s.relname, %1$s.relkind, %1$s.relpersistence, %1$s.relispartition, %1$s.reltuples"
                .formatted(c, n);
    }

    static Relation of(ResultSet row, int first) throws SQLException {
        return new Relation(
                row.getLong(first),
                row.getString(first + 1),
                row.getString(first + 2),
                Kind.of(row.getString(first + 3)),
                row.getString(first + 4).equals("t"),
                row.getBoolean(first + 5),
                row.getDouble(first + 6));
    }

    /** Schema-qualified, as SQL. */
    public String sql() {
        return Quoting.identifier(schema) + '.' + Quoting.identifier(name);
    }

    /** As SQL behind FROM, for its own rows: those of tables that inherit from it are theirs. */
    public String rowsSql() {
        return kind == Kind.TABLE ? "ONLY " + sql() : sql();
    }

    /** Schema-qualified, for people. */
    @Override
    public String toString() {
        return Quoting.readable(schema) + '.' + Quoting.readable(name);
    }
}
