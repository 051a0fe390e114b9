package io.ddlguard.testpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database's schema as lines, to be compared: what {@code pg_dump --schema-only} would tell apart, and whether each
 * index and constraint is valid.
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
            SELECT format('%s %s owner %s acl %s options %s kind %s%s', 'relation', name, relowner::regrole, relacl,
                          reloptions, relkind, relpersistence)
            FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
            UNION ALL
            SELECT format('column %s %s %I %s%s%s%s default %s', name,
                          lpad(row_number() OVER (PARTITION BY r.oid ORDER BY attnum)::text, 4, '0'), attname,
                          format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
                          attidentity, attgenerated, pg_get_expr(adbin, adrelid))
            FROM pg_attribute a JOIN relations r ON r.oid = attrelid
            LEFT JOIN pg_attrdef d ON d.adrelid = attrelid AND d.adnum = attnum
            WHERE relkind IN ('r', 'p', 'f') AND attnum > 0 AND NOT attisdropped
            UNION ALL
            SELECT format('index %s%s%s%s%s', pg_get_indexdef(indexrelid),
                          CASE WHEN indisvalid AND indisready AND indislive THEN '' ELSE ' INVALID' END,
                          CASE WHEN indisprimary THEN ' primary' ELSE '' END,
                          CASE WHEN indisclustered THEN ' clustered' ELSE '' END,
                          CASE WHEN indisreplident THEN ' replica identity' ELSE '' END)
            FROM pg_index JOIN relations r ON r.oid = indrelid WHERE relkind IN ('r', 'p', 'm')
            UNION ALL
            SELECT format('constraint %I on %s %s', conname, name, pg_get_constraintdef(k.oid))
            FROM pg_constraint k JOIN relations r ON r.oid = conrelid
            UNION ALL
            SELECT format('trigger on %s %s', name, pg_get_triggerdef(t.oid))
            FROM pg_trigger t JOIN relations r ON r.oid = tgrelid WHERE NOT tgisinternal
            UNION ALL
            SELECT format('view %s %s', name, pg_get_viewdef(oid)) FROM relations WHERE relkind IN ('v', 'm')
            UNION ALL
            SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN ours ON ours.oid = pronamespace
            WHERE prokind IN ('f', 'p')
            UNION ALL
            SELECT format('comment on %s %s: %s', name, objsubid, description)
            FROM pg_description d JOIN relations r ON r.oid = objoid AND classoid = 'pg_class'::regclass
            ORDER BY 1
            """;

    private SchemaPrint() {}

    /** By the rights of {@code url}, which names the user too. */
    public static List<String> of(String url) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    /** Lines that only one of the two has. */
    public static List<String> differences(List<String> raw, List<String> guarded) {
        List<String> differences = new ArrayList<>();
        raw.stream().filter(line -> !guarded.contains(line)).forEach(line -> differences.add("only raw: " + line));
        guarded.stream().filter(line -> !raw.contains(line)).forEach(line -> differences.add("only guarded: " + line));
        return differences;
    }
}
