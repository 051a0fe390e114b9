package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the caller's own transaction sees of the keys of tables, and of columns that are to become one. Used by one thread.
 */
public final class KeyFacts {

    private final Queries caller;

    KeyFacts(Queries caller) {
        this.caller = caller;
    }

    /**
     * A column of a table.
     *
     * @param nullable whether it may hold a null, as far as NOT NULL and valid CHECKs tell
     * @param validated whether what makes it NOT NULL has been checked; from PostgreSQL 18 on it may be NOT VALID
     */
    public record Column(String name, boolean nullable, boolean validated) {}

    /** Those of the columns that are there. */
    public List<Column> columns(Relation table, Collection<String> names) throws SQLException {
        return caller.query(
                "SELECT a.attname, NOT a.attnotnull AND NOT " + ColumnFacts.isCheckedNotNull("a")
                        + ", NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.contype = 'n'"
                        + " AND NOT c.convalidated AND c.conrelid = a.attrelid AND c.conkey[1] = a.attnum)"
                        + " FROM pg_catalog.pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = "
                        + table.oid() + " AND a.attname IN (" + literals(names) + ") ORDER BY a.attnum",
                row -> new Column(row.getString(1), row.getBoolean(2), row.getBoolean(3)));
    }

    /** The columns of the primary key, in its order; empty where there is none. */
    public List<String> columnsOfPrimaryKey(Relation table) throws SQLException {
        return caller.query(
                "SELECT a.attname FROM pg_catalog.pg_constraint c, pg_catalog.unnest(c.conkey) WITH ORDINALITY k(attnum,"
                        + " place) JOIN pg_catalog.pg_attribute a ON a.attnum = k.attnum WHERE c.contype = 'p' AND"
                        + " a.attrelid = c.conrelid AND c.conrelid = " + table.oid() + " ORDER BY k.place",
                row -> row.getString(1));
    }

    /** The name of the table's primary key; empty where it has none. */
    public Optional<String> nameOfPrimaryKey(Relation table) throws SQLException {
        return caller
                .query(
                        "SELECT conname FROM pg_catalog.pg_constraint WHERE contype = 'p' AND conrelid = "
                                + table.oid(),
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    /** The columns of the key of an index of the table; empty where there is no such index. */
    public List<String> keyOf(Relation table, String index) throws SQLException {
        return caller.query(
                "SELECT a.attname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid,"
                        + " pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k(attnum, place)"
                        + " JOIN pg_catalog.pg_attribute a ON a.attnum = k.attnum WHERE k.place <= i.indnkeyatts AND"
                        + " a.attrelid = i.indrelid AND i.indrelid = " + table.oid() + " AND c.relname = "
                        + Quoting.literal(index) + " ORDER BY k.place",
                row -> row.getString(1));
    }

    /** Whether all columns by which a table is partitioned are among these. */
    public boolean holdsThePartitionKey(Relation table, Collection<String> columns) throws SQLException {
        return caller.query(
                        "SELECT FROM pg_catalog.pg_partitioned_table p,"
                                + " pg_catalog.unnest(p.partattrs::pg_catalog.int2[]) k(attnum) WHERE p.partrelid = "
                                + table.oid()
                                + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attnum ="
                                + " k.attnum AND a.attrelid = p.partrelid AND a.attname IN (" + literals(columns)
                                + "))",
                        row -> true)
                .isEmpty();
    }

    /** Whether other tables inherit from a table, or are its partitions. */
    public boolean hasChildren(Relation table) throws SQLException {
        return !caller.query(
                        "SELECT FROM pg_catalog.pg_inherits WHERE inhparent = " + table.oid() + " LIMIT 1", row -> true)
                .isEmpty();
    }

    /** Whether a table has a key of its own, not one of its partitioned parent's, over just these columns. */
    public boolean hasOwnKey(Relation table, Collection<String> columns) throws SQLException {
        return !caller.query(
                        "SELECT FROM pg_catalog.pg_constraint c WHERE c.contype IN ('p', 'u') AND c.conparentid = 0 AND"
                                + " c.conrelid = " + table.oid() + " AND pg_catalog.cardinality(c.conkey) = "
                                + columns.size() + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE"
                                + " a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname NOT IN ("
                                + literals(columns) + "))",
                        row -> true)
                .isEmpty();
    }

    private static String literals(Collection<String> names) {
        return names.stream().map(Quoting::literal).collect(Collectors.joining(", "));
    }
}
