package io.ddlguard.testpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database's schema as lines, to be compared: what {@code pg_dump --schema-only} would tell apart, whether each index
 * and constraint is valid, and which triggers a foreign key has.
 *
 * <p>For servers without {@code pg_dump}, such as the embedded ones. What extensions brought and the schema
 * {@code ddlguard} are left out, so are types, whose tables and columns are there.
 */
public final class SchemaPrint {

    private static final String QUERY = """
            WITH ours AS (
                SELECT oid, nspname FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'ddlguard')
            ), relations AS (
                SELECT c.*, format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN ours ON ours.oid = relnamespace
            )
            SELECT format('schema %I', nspname) FROM ours
            UNION ALL
            SELECT format('relation %s owner %s acl %s options %s kind %s%s method %s tablespace %s identity %s security %s%s of %s',
                          name, relowner::regrole, relacl, reloptions, relkind, relpersistence, amname, spcname,
                          relreplident, relrowsecurity, relforcerowsecurity, NULLIF(reloftype, 0)::regtype)
            FROM relations LEFT JOIN pg_am m ON m.oid = relam LEFT JOIN pg_tablespace s ON s.oid = reltablespace
            WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
            UNION ALL
            SELECT format('partition %s by %s bound %s', name, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid))
            FROM relations WHERE relkind = 'p' OR relispartition
            UNION ALL
            SELECT format('parent of %s %s %s', name, inhseqno, inhparent::regclass)
            FROM pg_inherits JOIN relations r ON r.oid = inhrelid
            UNION ALL
            SELECT format('column %s %s %I %s%s%s%s default %s local %s %s acl %s storage %s statistics %s options %s collation %s',
                          name, lpad(row_number() OVER (PARTITION BY r.oid ORDER BY attnum)::text, 4, '0'), attname,
                          format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
                          attidentity, attgenerated, pg_get_expr(adbin, adrelid), attislocal, attinhcount, attacl,
                          attstorage, attstattarget, attoptions, NULLIF(attcollation, 0)::regcollation)
            FROM pg_attribute a JOIN relations r ON r.oid = attrelid
            LEFT JOIN pg_attrdef d ON d.adrelid = attrelid AND d.adnum = attnum
            WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I') AND attnum > 0 AND NOT attisdropped
            UNION ALL
            SELECT format('index %s%s%s%s%s', pg_get_indexdef(indexrelid),
                          CASE WHEN indisvalid AND indisready AND indislive THEN '' ELSE ' INVALID' END,
                          CASE WHEN indisprimary THEN ' primary' ELSE '' END,
                          CASE WHEN indisclustered THEN ' clustered' ELSE '' END,
                          CASE WHEN indisreplident THEN ' replica identity' ELSE '' END)
            FROM pg_index JOIN relations r ON r.oid = indrelid WHERE relkind IN ('r', 'p', 'm')
            UNION ALL
            SELECT format('constraint %I on %s %s local %s %s inherited %s of %s index %s', conname, name,
                          pg_get_constraintdef(k.oid),
                          -- What a partition has of its own of these, and whether others would inherit it, no dump tells.
                          CASE WHEN contype = 'n' AND relispartition THEN '-' ELSE conislocal::text END, coninhcount,
                          CASE WHEN contype IN ('p', 'u', 'x') THEN '-' ELSE (NOT connoinherit)::text END,
                          (SELECT conname FROM pg_constraint WHERE oid = k.conparentid), NULLIF(conindid, 0)::regclass)
            FROM pg_constraint k JOIN relations r ON r.oid = conrelid
            UNION ALL
            SELECT format('sequence %s as %s start %s by %s from %s to %s cache %s%s', name, seqtypid::regtype, seqstart,
                          seqincrement, seqmin, seqmax, seqcache, CASE WHEN seqcycle THEN ' cycle' ELSE '' END)
            FROM pg_sequence JOIN relations r ON r.oid = seqrelid
            UNION ALL
            SELECT format('sequence %s owned by %s.%I', name, d.refobjid::regclass, attname)
            FROM pg_depend d JOIN relations r ON r.oid = d.objid AND d.classid = 'pg_class'::regclass
            JOIN pg_attribute ON attrelid = d.refobjid AND attnum = d.refobjsubid
            WHERE relkind = 'S' AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass
            UNION ALL
            SELECT format('trigger on %s %s %s', name, pg_get_triggerdef(t.oid), tgenabled)
            FROM pg_trigger t JOIN relations r ON r.oid = tgrelid WHERE NOT tgisinternal
            UNION ALL
            SELECT format('trigger on %s of a constraint: %s %s', name, tgfoid::regproc, tgenabled)
            FROM pg_trigger t JOIN relations r ON r.oid = tgrelid WHERE tgisinternal
            UNION ALL
            SELECT format('rule on %s %s %s', name, pg_get_ruledef(w.oid), ev_enabled)
            FROM pg_rewrite w JOIN relations r ON r.oid = ev_class WHERE relkind IN ('r', 'p')
            UNION ALL
            SELECT format('policy %I on %s %s %s for %s using %s check %s', polname, name, polpermissive, polcmd,
                          polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
            FROM pg_policy JOIN relations r ON r.oid = polrelid
            UNION ALL
            SELECT format('statistics %s target %s', pg_get_statisticsobjdef(x.oid), stxstattarget)
            FROM pg_statistic_ext x JOIN ours ON ours.oid = stxnamespace
            UNION ALL
            SELECT format('view %s %s', name, pg_get_viewdef(oid)) FROM relations WHERE relkind IN ('v', 'm')
            UNION ALL
            SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN ours ON ours.oid = pronamespace
            WHERE prokind IN ('f', 'p')
            UNION ALL
            SELECT format('comment on %s %s: %s', name, objsubid, description)
            FROM pg_description d JOIN relations r ON r.oid = objoid AND classoid = 'pg_class'::regclass
            UNION ALL
            SELECT format('comment on constraint %I of %s: %s', conname, name, description)
            FROM pg_description d JOIN pg_constraint k ON k.oid = objoid AND classoid = 'pg_constraint'::regclass
            JOIN relations r ON r.oid = conrelid
            ORDER BY 1
            """;

    private SchemaPrint() {}

    /** By the rights of {@code url}, which names the user too. */
    public static List<String> of(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return of(connection);
        }
    }

    /** By the rights of the connection's user, and as its transaction sees it. */
    public static List<String> of(Connection connection) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    /** Lines that one of the two has more often than the other. */
    public static List<String> differences(List<String> raw, List<String> guarded) {
        List<String> differences = new ArrayList<>();
        without(raw, guarded).forEach(line -> differences.add("only raw: " + line));
        without(guarded, raw).forEach(line -> differences.add("only guarded: " + line));
        return differences;
    }

    private static List<String> without(List<String> lines, List<String> others) {
        List<String> left = new ArrayList<>(lines);
        others.forEach(left::remove);
        return left;
    }
}
