package io.ddlguard.catalog;

import io.ddlguard.change.ObjectName;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What CASCADE takes along.
 *
 * @param described as the server describes it: {@code column mood of table people}
 * @param relation the OID of the relation that it is, or is a part of; 0 where it is neither
 * @param function its OID where it is one, else 0
 * @param column whether it is one, and values are lost with it
 */
public record Dependant(String described, long relation, long function, boolean column) {

    /**
     * The query of all that depends on an object, directly or not. What depends as a part goes unnamed: an index with
     * its column, an array with its type, a type with its extension. A view depends by its rule, which is a part of it
     * and takes it along.
     */
    static String of(CatalogObject object) {
        String root = "'" + object.catalog().table() + "'::regclass::oid, " + object.oid() + "::oid";
        // What a schema holds is its contents, and is no dependant of it.
        String contents =
                object.catalog() == ObjectName.Catalog.SCHEMA ? "OR (d.refclassid, d.refobjid) = (" + root + ")" : "";
        return QUERY.formatted(root, contents);
    }

    private static final String QUERY = """
            WITH RECURSIVE gone(classid, objid, objsubid, named) AS (
                SELECT %1$s, 0, false
                UNION SELECT n.* FROM gone g CROSS JOIN LATERAL (
                    SELECT d.classid, d.objid, d.objsubid, d.deptype = 'n'
                    FROM pg_catalog.pg_depend d
                    WHERE d.refclassid = g.classid AND d.refobjid = g.objid AND g.objsubid IN (0, d.refobjsubid)
                    UNION ALL SELECT d.refclassid, d.refobjid, 0, true
                    FROM pg_catalog.pg_depend d
                    WHERE g.classid = 'pg_catalog.pg_rewrite'::regclass AND d.classid = g.classid AND d.objid = g.objid
                        AND d.deptype = 'i') n)
            SELECT pg_catalog.pg_describe_object(g.classid, g.objid, g.objsubid),
                coalesce(CASE g.classid
                    WHEN 'pg_catalog.pg_class'::regclass THEN coalesce(
                        (SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = g.objid), g.objid)
                    WHEN 'pg_catalog.pg_attrdef'::regclass THEN
                        (SELECT adrelid FROM pg_catalog.pg_attrdef WHERE oid = g.objid)
                    WHEN 'pg_catalog.pg_constraint'::regclass THEN
                        (SELECT conrelid FROM pg_catalog.pg_constraint WHERE oid = g.objid)
                    WHEN 'pg_catalog.pg_trigger'::regclass THEN
                        (SELECT tgrelid FROM pg_catalog.pg_trigger WHERE oid = g.objid)
                    WHEN 'pg_catalog.pg_policy'::regclass THEN
                        (SELECT polrelid FROM pg_catalog.pg_policy WHERE oid = g.objid)
                    WHEN 'pg_catalog.pg_rewrite'::regclass THEN
                        (SELECT ev_class FROM pg_catalog.pg_rewrite WHERE oid = g.objid) END, 0),
                CASE g.classid WHEN 'pg_catalog.pg_proc'::regclass THEN g.objid ELSE 0 END,
                g.classid = 'pg_catalog.pg_class'::regclass AND g.objsubid <> 0
            FROM gone g
            WHERE g.named AND NOT (g.classid, g.objid) = (%1$s)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    JOIN gone p ON p.classid = d.refclassid AND p.objid = d.refobjid AND p.objsubid IN (0, d.refobjsubid)
                    WHERE d.classid = g.classid AND d.objid = g.objid AND d.objsubid = g.objsubid
                        AND (d.deptype IN ('a', 'i', 'e') %2$s))
                AND NOT (g.objsubid <> 0 AND EXISTS (SELECT FROM gone w
                    WHERE w.classid = g.classid AND w.objid = g.objid AND w.objsubid = 0))
            GROUP BY g.classid, g.objid, g.objsubid ORDER BY g.objid, g.objsubid""";

    static Dependant read(ResultSet row) throws SQLException {
        return new Dependant(row.getString(1), row.getLong(2), row.getLong(3), row.getBoolean(4));
    }
}
