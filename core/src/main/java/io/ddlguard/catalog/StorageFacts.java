package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;

/** What the caller's own transaction sees of where and how rows are kept. Used by one thread. */
public final class StorageFacts {

    private final Queries caller;

    StorageFacts(Queries caller) {
        this.caller = caller;
    }

    public Storage of(Relation relation) throws SQLException {
        return Storage.of(caller, relation);
    }

    /** Whether a tablespace of this name is there, and holds tables of databases. */
    public boolean isTablespace(String name) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_tablespace WHERE spcname <> 'pg_global' AND spcname = "
                                + Quoting.literal(name),
                        row -> true)
                .isEmpty();
    }

    /** Whether an access method of tables has this name. */
    public boolean isTableAccessMethod(String name) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_am WHERE amtype = 't' AND amname = " + Quoting.literal(name),
                        row -> true)
                .isEmpty();
    }

    /** Whether an index is there by which the server can match the rows of a materialized view with new ones. */
    public boolean isMatchedByAnIndex(Relation view) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_index WHERE indrelid = " + view.oid() + " AND indisunique AND"
                                + " indimmediate AND indisvalid AND indpred IS NULL AND NOT 0 = ANY"
                                + " (indkey[0:indnkeyatts - 1])",
                        row -> true)
                .isEmpty();
    }
}
