package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.List;

/** What a database holds, as lines to be compared: the schema, each table's rows, and the tool's history. */
record DatabasePrint(List<String> lines) {

    private static final String SCHEMA = """
            SELECT format('column %s.%s %s: %s%s%s', attrelid::regclass, attname,
                          row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),
                          CASE WHEN attnotnull THEN ' NOT NULL' END, ' DEFAULT ' || pg_get_expr(adbin, adrelid))
            FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE c.relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') AND attnum > 0
              AND NOT attisdropped
            UNION ALL
            SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid AND indisready AND indislive THEN '' ELSE ' INVALID' END
            FROM pg_index JOIN pg_class c ON c.oid = indrelid
            WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            ORDER BY 1
            """;

    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'flyway_schema_history'
            ORDER BY 1
            """;

    private static final String HISTORY = """
            SELECT format('history: %s %s %s %s', version, script, checksum, success)
            FROM flyway_schema_history ORDER BY version::int
            """;

    static DatabasePrint of(PrivateServer server, String database) {
        List<String> lines = new ArrayList<>(server.rows(database, SCHEMA));
        for (String table : server.rows(database, TABLES)) {
            lines.addAll(server.rows(
                    database,
                    "SELECT format('rows of " + table + ": %s, md5 %s', count(*),"
                            + " md5(string_agg(t::text, chr(10) ORDER BY t::text))) FROM public." + table + " t"));
        }
        lines.addAll(server.rows(database, HISTORY));
        return new DatabasePrint(lines);
    }

    /** What only one of the two has. */
    List<String> differencesFrom(DatabasePrint undisturbed) {
        List<String> differences = new ArrayList<>();
        undisturbed.lines.stream()
                .filter(line -> !lines.contains(line))
                .forEach(line -> differences.add("missing: " + line));
        lines.stream()
                .filter(line -> !undisturbed.lines.contains(line))
                .forEach(line -> differences.add("surplus: " + line));
        if (differences.isEmpty() && lines.size() != undisturbed.lines.size()) {
            differences.add("a line more than once: " + lines);
        }
        return differences;
    }
}
