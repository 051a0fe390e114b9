package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the rows of a relation are kept.
 *
 * @param tablespace by name, also where it is the database's own
 * @param accessMethod null for an index of a partitioned table and other things without rows
 * @param defaultAccessMethod of the caller's session
 * @param populated whether a materialized view can be read; true for everything else
 */
public record Storage(
        boolean logged,
        String tablespace,
        @Nullable String accessMethod,
        String defaultAccessMethod,
        boolean populated) {

    static Storage of(Queries caller, Relation relation) throws SQLException {
        return caller.query(
                        "SELECT c.relpersistence <> 'u', coalesce(t.spcname, (SELECT s.spcname FROM"
                                + " pg_catalog.pg_tablespace s JOIN pg_catalog.pg_database d ON d.dattablespace = s.oid"
                                + " WHERE d.datname = pg_catalog.current_database())), a.amname,"
                                + " pg_catalog.current_setting('default_table_access_method'), c.relispopulated FROM"
                                + " pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_tablespace t ON t.oid ="
                                + " c.reltablespace LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam WHERE c.oid = "
                                + relation.oid(),
                        row -> new Storage(
                                row.getBoolean(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5)))
                .get(0);
    }
}
