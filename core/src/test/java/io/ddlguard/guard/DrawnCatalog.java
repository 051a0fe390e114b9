package io.ddlguard.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is there when the next statement is drawn, so that most of them mean something. Names are as SQL writes them. */
final class DrawnCatalog {

    private static final String QUERY = """
            WITH relations AS (
                SELECT c.oid, relkind, relispartition, quote_ident(relname) AS name,
                       CASE n.oid WHEN pg_my_temp_schema() THEN 'pg_temp' ELSE quote_ident(nspname) END AS schema
                FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                WHERE nspname IN ('one', 'Zwölf') OR n.oid = pg_my_temp_schema()
            )
            SELECT 'relation', schema || '.' || name, relkind::text, relispartition::text, (
                SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = oid LIMIT 1)
            FROM relations
            UNION ALL
            SELECT 'column', schema || '.' || name, quote_ident(attname), format_type(atttypid, atttypmod),
                   attidentity::text || attgenerated::text
            FROM relations JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped
            WHERE relkind IN ('r', 'p', 'v', 'm')
            UNION ALL
            SELECT 'index', r.schema || '.' || r.name, i.schema || '.' || i.name, indisunique::text, NULL
            FROM pg_index JOIN relations r ON r.oid = indrelid JOIN relations i ON i.oid = indexrelid
            UNION ALL
            SELECT 'constraint', schema || '.' || name, quote_ident(conname), contype::text, (
                SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
                WHERE attrelid = conrelid AND attnum = ANY (conkey))
            FROM relations JOIN pg_constraint k ON conrelid = relations.oid
            ORDER BY 1 DESC, 2, 3
            """;

    /** @param special how the server fills it by itself, empty where it does not */
    record Column(String name, String type, String special) {}

    record Constraint(String name, String type, String columns) {}

    /** @param kind as in {@code pg_class.relkind} */
    record Relation(
            String name,
            String kind,
            boolean partition,
            String parent,
            List<Column> columns,
            List<String> indexes,
            List<Constraint> constraints) {

        boolean isTable() {
            return kind.equals("r") || kind.equals("p");
        }

        List<Column> settable() {
            return columns.stream()
                    .filter(column ->
                            column.special().isEmpty() || column.special().equals("d"))
                    .toList();
        }
    }

    private final Map<String, Relation> relations = new LinkedHashMap<>();

    static DrawnCatalog read(Connection connection) throws SQLException {
        DrawnCatalog catalog = new DrawnCatalog();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            while (row.next()) {
                catalog.add(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
            }
        }
        return catalog;
    }

    private void add(String what, String relation, String first, String second, String third) {
        if (what.equals("relation")) {
            relations.put(
                    relation,
                    new Relation(
                            relation,
                            first,
                            second.equals("true"),
                            third == null ? "" : third,
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new ArrayList<>()));
        } else if (what.equals("column")) {
            relations.get(relation).columns().add(new Column(first, second, third));
        } else if (what.equals("index")) {
            relations.get(relation).indexes().add(first);
        } else {
            relations.get(relation).constraints().add(new Constraint(first, second, third == null ? "" : third));
        }
    }

    List<Relation> tables() {
        return of("rp");
    }

    /** @param kinds letters of {@code pg_class.relkind} */
    List<Relation> of(String kinds) {
        return relations.values().stream()
                .filter(relation -> kinds.contains(relation.kind()))
                .toList();
    }
}
