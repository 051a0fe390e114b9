package io.ddlguard.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The columns, indexes and constraints of a database as sorted lines, validity included, to be compared. */
final class SchemaPrint {

    private SchemaPrint() {}

    static List<String> of(DemoServer server, String database) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = server.admin(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT format('column %s.%s %s%s', attrelid::regclass, attname,
                                      format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END)
                        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                        WHERE c.relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
                        UNION ALL
                        SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END
                        FROM pg_index JOIN pg_class c ON c.oid = indrelid
                        WHERE c.relnamespace = 'public'::regnamespace
                        UNION ALL
                        SELECT format('constraint %s on %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
                        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                        ORDER BY 1
                        """)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    /** Lines that only one of the two has. */
    static List<String> differences(List<String> raw, List<String> guarded) {
        List<String> differences = new ArrayList<>();
        raw.stream().filter(line -> !guarded.contains(line)).forEach(line -> differences.add("only raw: " + line));
        guarded.stream().filter(line -> !raw.contains(line)).forEach(line -> differences.add("only guarded: " + line));
        return differences;
    }
}
