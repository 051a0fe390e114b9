package io.ddlguard.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A history of migrations as a service has it after some years: tables that refer to one another, columns, indexes and
 * constraints added later, names that were changed and things that were dropped, views, functions, triggers, types,
 * comments, grants and seeds. The same seed gives the same history.
 */
final class History {

    private static final List<String> TYPES =
            List.of("text", "bigint", "integer", "boolean", "timestamptz", "numeric(12, 2)", "jsonb", "uuid");

    private final Random random;
    private final List<Table> tables = new ArrayList<>();
    /** Some have gone with their column. */
    private final List<String> indexes = new ArrayList<>();

    private final List<String> views = new ArrayList<>();
    private final List<String> seeds = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    /** Numbers everything that needs a name of its own. */
    private int version;

    private static final class Table {

        String name;
        final List<String> columns = new ArrayList<>();

        /** Those that no view shows: only they may be dropped or get another type. */
        final List<String> free = new ArrayList<>();

        int numbered;

        Table(String name) {
            this.name = name;
        }

        String newColumn() {
            String column = "c" + numbered++;
            columns.add(column);
            free.add(column);
            return column;
        }

        String alter(String what) {
            return "ALTER TABLE " + name + " " + what + ";\n";
        }
    }

    private History(long seed) {
        this.random = new Random(seed);
    }

    /** Writes {@code V1__….sql} and so on. */
    static void write(Path folder, int migrations, long seed) throws IOException {
        History history = new History(seed);
        for (int version = 1; version <= migrations; version++) {
            history.version = version;
            Files.writeString(folder.resolve("V" + version + "__step.sql"), history.next());
        }
    }

    private String next() {
        if (tables.size() < 3 || random.nextInt(100) < 22) {
            return newTable();
        }
        Table table = tables.get(random.nextInt(tables.size()));
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> addColumn(table);
            case 3, 4 -> addIndexedColumn(table);
            case 5 -> index("i" + version, table, any(table) + ", id");
            case 6 -> indexes.isEmpty() ? addColumn(table) : "DROP INDEX IF EXISTS " + removedFrom(indexes) + ";\n";
            case 7 -> table.alter("ADD CONSTRAINT c" + version + " CHECK (id > 0)") + comments(table);
            case 8 -> table.alter("ALTER COLUMN " + any(table) + " SET NOT NULL");
            case 9 -> addReference(table);
            case 10 -> renameColumn(table);
            case 11 -> renameTable(table);
            case 12 -> dropColumn(table);
            case 13 -> changeType(table);
            case 14 -> views.size() < 3 ? newView(table) : "DROP VIEW " + removedFrom(views) + ";\n" + newView(table);
            case 15 -> newTrigger(table);
            case 16 -> conditionally(table);
            case 17 -> types.isEmpty() || random.nextBoolean() ? newType(table) : moreOfType();
            case 18 -> "GRANT SELECT, INSERT ON " + table.name + " TO PUBLIC;\n" + comments(table);
            default -> seeds.isEmpty() ? newSeed() : "DROP TABLE " + removedFrom(seeds) + ";\n" + newSeed();
        };
    }

    private String newTable() {
        Table table = new Table("t" + version);
        StringBuilder sql = new StringBuilder("CREATE TABLE " + table.name + " (\n    id bigint PRIMARY KEY");
        for (int i = 3 + random.nextInt(6); i > 0; i--) {
            sql.append(",\n    " + table.newColumn() + " " + TYPES.get(random.nextInt(TYPES.size())));
        }
        if (!tables.isEmpty()) {
            String other = tables.get(random.nextInt(tables.size())).name;
            sql.append(",\n    parent_id bigint REFERENCES " + other);
        }
        tables.add(table);
        sql.append("\n);\n").append(index("i" + version, table, any(table)));
        return random.nextInt(5) == 0 ? sql + newSeed() : sql.toString();
    }

    private String newSeed() {
        String name = "s" + version;
        seeds.add(name);
        StringBuilder sql = new StringBuilder("CREATE TABLE " + name + " (id bigint PRIMARY KEY, name text UNIQUE);\n");
        for (int row = 0; row < 20; row++) {
            sql.append("INSERT INTO " + name + " VALUES (" + row + ", 'name " + row + "');\n");
        }
        return sql.toString();
    }

    private static String addColumn(Table table) {
        return table.alter("ADD COLUMN " + table.newColumn() + " text");
    }

    private static String addIndexedColumn(Table table) {
        String added = table.newColumn();
        return table.alter("ADD COLUMN " + added + " text") + "CREATE INDEX ON " + table.name + " (" + added + ");\n";
    }

    private String index(String name, Table table, String columns) {
        indexes.add(name);
        return "CREATE INDEX " + name + " ON " + table.name + " (" + columns + ");\n";
    }

    private String addReference(Table table) {
        String column = "ref" + version + "_id";
        return table.alter("ADD COLUMN " + column + " bigint")
                + table.alter("ADD CONSTRAINT fk" + version + " FOREIGN KEY (" + column + ") REFERENCES "
                        + tables.get(random.nextInt(tables.size())).name)
                + index("i" + version, table, column);
    }

    private String renameColumn(Table table) {
        String old = any(table);
        String renamed = old + "_" + version;
        table.columns.set(table.columns.indexOf(old), renamed);
        table.free.replaceAll(column -> column.equals(old) ? renamed : column);
        return table.alter("RENAME COLUMN " + old + " TO " + renamed);
    }

    private String renameTable(Table table) {
        String sql = table.alter("RENAME TO r" + version);
        table.name = "r" + version;
        return sql;
    }

    private String dropColumn(Table table) {
        if (table.free.isEmpty() || table.columns.size() < 3) {
            return addColumn(table);
        }
        String column = removedFrom(table.free);
        table.columns.remove(column);
        return table.alter("DROP COLUMN " + column);
    }

    private String changeType(Table table) {
        return table.free.isEmpty()
                ? addColumn(table)
                : table.alter("ALTER COLUMN " + table.free.get(random.nextInt(table.free.size())) + " TYPE text");
    }

    private String newView(Table table) {
        String column = any(table);
        table.free.remove(column);
        views.add("v" + version);
        return "CREATE VIEW v" + version + " AS SELECT id, " + column + " AS x FROM " + table.name + ";\n";
    }

    private String newTrigger(Table table) {
        return """
                CREATE FUNCTION f%1$d() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.id IS DISTINCT FROM OLD.id THEN
                        RAISE EXCEPTION 'the id stays';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER f%1$d BEFORE UPDATE ON %2$s FOR EACH ROW EXECUTE FUNCTION f%1$d();
                """.formatted(version, table.name);
    }

    private static String conditionally(Table table) {
        return """
                DO $$
                BEGIN
                    IF NOT EXISTS (SELECT FROM information_schema.columns
                                   WHERE table_name = '%1$s' AND column_name = '%2$s') THEN
                        ALTER TABLE %1$s ADD COLUMN %2$s bigint;
                    END IF;
                END $$;
                """.formatted(table.name, table.newColumn());
    }

    private String newType(Table table) {
        String type = "e" + version;
        types.add(type);
        return "CREATE TYPE " + type + " AS ENUM ('open', 'closed');\n"
                + table.alter("ADD COLUMN " + type + " " + type + " NOT NULL DEFAULT 'open'");
    }

    private String moreOfType() {
        return "ALTER TYPE " + types.get(random.nextInt(types.size())) + " ADD VALUE 'later " + version + "';\n";
    }

    private String comments(Table table) {
        return "COMMENT ON TABLE " + table.name + " IS 'as of " + version + "';\n" + "COMMENT ON COLUMN " + table.name
                + "." + any(table) + " IS 'as the source has it';\n";
    }

    private String any(Table table) {
        return table.columns.get(random.nextInt(table.columns.size()));
    }

    private String removedFrom(List<String> names) {
        return names.remove(random.nextInt(names.size()));
    }
}
