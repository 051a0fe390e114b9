package io.ddlguard.guard;

import io.ddlguard.guard.DrawnCatalog.Column;
import io.ddlguard.guard.DrawnCatalog.Relation;
import java.util.ArrayList;
import java.util.List;

/** Draws the texts of a deploy: DDL, and rows in between. Most succeed, some fail. */
final class DrawnStatements {

    private static final String[] INDEXES = {"ix1", "ix2", "\"Ix ü\""};

    private final Dice dice;
    private final DrawnTables tables;
    private final DrawnAlterations alterations;

    DrawnStatements(Dice dice) {
        this.dice = dice;
        this.tables = new DrawnTables(dice);
        this.alterations = new DrawnAlterations(dice, tables);
    }

    /** What is sent at once. */
    String text(DrawnCatalog catalog) {
        String first = statement(catalog);
        int roll = dice.below(100);
        if (first.contains("CONCURRENTLY")) {
            return first;
        }
        if (roll < 10) {
            return first + ";\n" + joined(catalog) + dice.maybe(50, "; " + joined(catalog)) + dice.maybe(50, ";");
        } else if (roll < 13) {
            return "DO $do$BEGIN " + first + "; END$do$";
        } else if (roll < 16) {
            return "/* " + dice.pick("why", "--", ";") + " */ " + first + " -- done";
        }
        return first;
    }

    /** Behind another statement of one text the server refuses CONCURRENTLY, but a guard can run it. */
    private String joined(DrawnCatalog catalog) {
        return statement(catalog).replace("CONCURRENTLY ", "");
    }

    private String statement(DrawnCatalog catalog) {
        if (catalog.tables().isEmpty()) {
            return tables.create(newName(), List.of());
        }
        Relation table = dice.pick(catalog.tables());
        int roll = dice.below(100);
        if (roll < 18) {
            return createIndex(table);
        } else if (roll < 25) {
            return onIndex(table);
        } else if (roll < 60) {
            return alterations.alterTable(name(table), table, catalog);
        } else if (roll < 74) {
            return rows(table);
        } else if (roll < 79) {
            return tables.create(newName(), names(catalog.tables()));
        } else if (roll < 84) {
            return partition(table, catalog);
        } else if (roll < 89) {
            return view(table, catalog);
        }
        return other(table, catalog);
    }

    private String name(Relation relation) {
        if (dice.percent(3)) {
            return "missing";
        }
        return dice.percent(50) ? relation.name() : DrawnAlterations.unqualified(relation.name());
    }

    private String newName() {
        return dice.pick("", "one.", "\"Zwölf\".") + dice.pick(DrawnTables.NAMES);
    }

    private static List<String> names(List<Relation> relations) {
        return relations.stream().map(Relation::name).toList();
    }

    private String createIndex(Relation table) {
        boolean named = dice.percent(60);
        // Where there is nothing to do, a guard does not look at the columns.
        boolean ifNotExists = named && dice.percent(25);
        List<String> keys = new ArrayList<>();
        for (int i = dice.between(1, 2); i > 0; i--) {
            String column = ifNotExists && !table.columns().isEmpty()
                    ? dice.pick(table.columns()).name()
                    : alterations.column(table);
            keys.add(dice.pick(column, column, column, "lower(" + column + "::text)", "(one.twice(id::integer))")
                    + dice.pick("", "", " DESC", " DESC NULLS LAST", " ASC NULLS FIRST"));
        }
        return "CREATE " + dice.maybe(25, "UNIQUE ") + "INDEX " + dice.maybe(4, "CONCURRENTLY ")
                + (named ? (ifNotExists ? "IF NOT EXISTS " : "") + dice.pick(INDEXES) + " " : "") + "ON "
                + dice.maybe(4, "ONLY ") + name(table) + dice.pick("", "", " USING btree", " USING hash") + " ("
                + String.join(", ", keys) + ")" + dice.maybe(12, " INCLUDE (id)")
                + dice.maybe(8, " WITH (fillfactor = 60)")
                + dice.maybe(20, " WHERE " + dice.pick("id > 10", alterations.column(table) + " IS NOT NULL"));
    }

    private String onIndex(Relation table) {
        String index = table.indexes().isEmpty() || dice.percent(10) ? dice.pick(INDEXES) : dice.pick(table.indexes());
        if (dice.percent(40)) {
            index = DrawnAlterations.unqualified(index);
        }
        return switch (dice.below(10)) {
            case 0, 1, 2, 3 ->
                "DROP INDEX " + dice.maybe(3, "CONCURRENTLY ") + dice.maybe(30, "IF EXISTS ") + index
                        + dice.maybe(10, ", " + dice.pick(INDEXES)) + dice.maybe(10, " CASCADE");
            case 4, 5 -> "REINDEX INDEX " + index;
            case 6, 7 -> "REINDEX TABLE " + dice.maybe(4, "CONCURRENTLY ") + name(table);
            case 8 -> "ALTER INDEX " + index + " RENAME TO " + dice.pick(INDEXES);
            default ->
                "ALTER INDEX " + index + dice.pick(" SET (fillfactor = 80)", " ALTER COLUMN 1 SET STATISTICS 50");
        };
    }

    private String rows(Relation table) {
        List<Column> columns = table.settable();
        if (columns.isEmpty()) {
            return "DELETE FROM " + name(table);
        }
        Column column = dice.pick(columns);
        String name = name(table);
        int from = dice.between(1, 150);
        return switch (dice.below(8)) {
            case 0, 1, 2 -> {
                String id = columns.stream().anyMatch(c -> c.name().equals("id")) ? "id" : column.name();
                yield "INSERT INTO " + name + " (" + id
                        + (id.equals(column.name()) ? "" : ", " + column.name()) + ") SELECT g"
                        + (id.equals(column.name()) ? "" : ", " + tables.value(column.type()))
                        + " FROM generate_series(" + from + ", " + (from + dice.below(10)) + ") g"
                        + dice.maybe(20, " ON CONFLICT DO NOTHING");
            }
            case 3, 4, 5 ->
                "UPDATE " + name + " SET " + column.name() + " = "
                        + dice.pick("NULL", "DEFAULT", tables.value(column.type())) + " WHERE id % "
                        + dice.between(2, 9) + " = 0";
            case 6 -> "DELETE FROM " + name + " WHERE id % " + dice.between(2, 9) + " = 1";
            default -> "TRUNCATE " + name + dice.maybe(20, " RESTART IDENTITY") + dice.maybe(20, " CASCADE");
        };
    }

    private String partition(Relation table, DrawnCatalog catalog) {
        List<Relation> parents = catalog.of("p");
        List<Relation> parts =
                catalog.tables().stream().filter(Relation::partition).toList();
        if (parents.isEmpty()) {
            return alterations.alterTable(name(table), table, catalog);
        }
        String parent = dice.pick(parents).name();
        String bound = dice.pick(
                "DEFAULT",
                "FOR VALUES FROM (1000) TO (2000)",
                "FOR VALUES FROM (200) TO (300)",
                "FOR VALUES WITH (MODULUS 4, REMAINDER 1)");
        return switch (dice.below(4)) {
            case 0 -> "CREATE TABLE " + newName() + " PARTITION OF " + parent + " " + bound;
            case 1 -> "ALTER TABLE " + parent + " ATTACH PARTITION " + name(table) + " " + bound;
            default -> {
                Relation part = parts.isEmpty() ? table : dice.pick(parts);
                yield "ALTER TABLE " + (part.parent().isEmpty() ? parent : part.parent()) + " DETACH PARTITION "
                        + part.name();
            }
        };
    }

    private String view(Relation table, DrawnCatalog catalog) {
        String column = alterations.column(table);
        return switch (dice.below(8)) {
            case 0, 1 ->
                "CREATE " + dice.maybe(40, "OR REPLACE ") + "VIEW " + dice.pick("seen", "\"Sicht\"") + " AS SELECT id, "
                        + column + " FROM " + name(table);
            case 2, 3 ->
                "CREATE MATERIALIZED VIEW " + dice.maybe(20, "IF NOT EXISTS ") + dice.pick("kept", "\"Bild\"")
                        + " AS SELECT id, " + column + " FROM " + name(table) + dice.maybe(15, " WITH NO DATA");
            case 4, 5 ->
                "REFRESH MATERIALIZED VIEW "
                        + (catalog.of("m").isEmpty()
                                ? "kept"
                                : dice.pick(catalog.of("m")).name());
            case 6 -> "DROP VIEW " + dice.maybe(50, "IF EXISTS ") + "seen";
            default ->
                "CREATE " + dice.maybe(30, "UNIQUE ") + "INDEX ON "
                        + (catalog.of("m").isEmpty()
                                ? "kept"
                                : dice.pick(catalog.of("m")).name()) + " (id)";
        };
    }

    private String other(Relation table, DrawnCatalog catalog) {
        String name = name(table);
        String column = alterations.column(table);
        return switch (dice.below(14)) {
            case 0 -> "DROP TABLE " + dice.maybe(30, "IF EXISTS ") + name + dice.maybe(40, " CASCADE");
            case 1 -> "ALTER TABLE " + name + " RENAME TO " + dice.pick(DrawnTables.NAMES);
            case 2, 3 -> "ALTER TABLE " + name + " RENAME " + column + " TO " + dice.pick(DrawnTables.COLUMNS);
            case 4 -> "COMMENT ON TABLE " + name + " IS " + dice.pick("NULL", "'it''s'");
            case 5 -> "COMMENT ON COLUMN " + name + "." + column + " IS 'Spalte'";
            case 6 ->
                table.indexes().isEmpty()
                        ? "COMMENT ON TABLE " + name + " IS ''"
                        : "COMMENT ON INDEX " + dice.pick(table.indexes()) + " IS 'Index'";
            case 7 ->
                table.constraints().isEmpty()
                        ? "ALTER TABLE " + name + " ADD CHECK (id IS NOT NULL)"
                        : dice.pick(
                                        "COMMENT ON CONSTRAINT %s ON %s IS 'Regel'",
                                        "ALTER TABLE %2$s RENAME CONSTRAINT %1$s TO k2")
                                .formatted(dice.pick(table.constraints()).name(), table.name());
            case 8 ->
                "GRANT " + dice.pick("SELECT", "INSERT", "SELECT (" + column + ")") + " ON " + name + " TO PUBLIC";
            case 9 -> "CREATE STATISTICS " + dice.pick("together", "\"Paar\"") + " ON id, " + column + " FROM " + name;
            case 10 -> "ALTER TABLE " + name + " SET SCHEMA " + dice.pick("one", "\"Zwölf\"");
            case 11 -> "CREATE RULE quiet AS ON DELETE TO " + name + " DO INSTEAD NOTHING";
            case 12 -> "LOCK TABLE " + name + dice.pick("", " IN SHARE MODE");
            default -> "ANALYZE " + name;
        };
    }
}
