package io.ddlguard.catalog;

import io.ddlguard.change.Script;
import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;

/** What the caller's own transaction sees of the columns of tables. Used by one thread. */
public final class ColumnFacts {

    private final Queries caller;

    ColumnFacts(Queries caller) {
        this.caller = caller;
    }

    public boolean has(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = "
                                + table.oid() + " AND attname = " + Quoting.literal(column),
                        row -> true)
                .isEmpty();
    }

    /** Whether an INSERT has to give the column a value, and DROP NOT NULL would end that. */
    public boolean isRequired(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attnotnull AND NOT a.atthasdef AND a.attidentity"
                                + " = '' AND a.attrelid = " + table.oid() + " AND a.attname = "
                                + Quoting.literal(column) + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint"
                                + " WHERE contype = 'p' AND conrelid = a.attrelid AND a.attnum = ANY (conkey))",
                        row -> true)
                .isEmpty();
    }

    /** Whether the column is there and may hold a null. */
    public boolean isNullable(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND NOT attnotnull"
                                + " AND attrelid = " + table.oid() + " AND attname = " + Quoting.literal(column),
                        row -> true)
                .isEmpty();
    }

    /** Whether a valid CHECK says just that the column is not null, which spares SET NOT NULL its scan. */
    public boolean isCheckedNotNull(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = " + table.oid()
                                + " AND a.attname = " + Quoting.literal(column) + " AND " + isCheckedNotNull("a"),
                        row -> true)
                .isEmpty();
    }

    /** @param attribute what a row of {@code pg_attribute} is called */
    static String isCheckedNotNull(String attribute) {
        return ("EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contype = 'c' AND k.convalidated AND k.conrelid ="
                        + " %1$s.attrelid AND pg_catalog.pg_get_constraintdef(k.oid) = 'CHECK ((' ||"
                        + " pg_catalog.quote_ident(%1$s.attname) || ' IS NOT NULL))')")
                .formatted(attribute);
    }

    /** Whether a valid CHECK looks at the column. */
    public boolean hasValidCheck(Relation table, String column) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a ON a.attrelid ="
                                + " k.conrelid AND a.attnum = ANY (k.conkey) WHERE k.contype = 'c' AND k.convalidated"
                                + " AND k.conrelid = " + table.oid() + " AND a.attname = " + Quoting.literal(column),
                        row -> true)
                .isEmpty();
    }

    /**
     * Whether a type may be a domain. It errs on the side of yes.
     *
     * @param type as it is written
     */
    public boolean mayBeDomain(String type) throws SQLException {
        return caller
                .query(
                        "SELECT typname FROM pg_catalog.pg_type WHERE typtype = 'd' AND typnamespace NOT IN"
                                + " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)",
                        row -> row.getString(1))
                .stream()
                .anyMatch(domain -> Script.mentions(type, domain));
    }
}
