package io.ddlguard.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A history of migrations as a service has it after some years: tables that refer to one another, columns and indexes
 * added later, constraints, views, functions, comments and seeds. The same seed gives the same history.
 */
final class History {

    private static final List<String> TYPES =
            List.of("text", "bigint", "integer", "boolean", "timestamptz", "numeric(12, 2)", "jsonb", "uuid");

    private final Random random;
    private final List<List<String>> columns = new ArrayList<>();

    private History(long seed) {
        this.random = new Random(seed);
    }

    /** Writes {@code V1__….sql} and so on. */
    static void write(Path folder, int migrations, long seed) throws IOException {
        History history = new History(seed);
        for (int version = 1; version <= migrations; version++) {
            Files.writeString(folder.resolve("V" + version + "__step.sql"), history.next(version));
        }
    }

    private String next(int version) {
        if (columns.size() < 3 || random.nextInt(100) < 25) {
            return newTable();
        }
        int table = random.nextInt(columns.size());
        return switch (random.nextInt(9)) {
            case 0, 1 -> addColumn(table);
            case 2 -> addColumn(table) + "CREATE INDEX ON t" + table + " (" + newest(table) + ");\n";
            case 3 -> "CREATE INDEX i" + version + " ON t" + table + " (" + any(table) + ", id);\n";
            case 4 ->
                "ALTER TABLE t" + table + " ADD CONSTRAINT c" + version + " CHECK (id > 0);\n" + "COMMENT ON TABLE t"
                        + table + " IS 'as of " + version + "';\n";
            case 5 -> "ALTER TABLE t" + table + " ALTER COLUMN " + any(table) + " SET NOT NULL;\n";
            case 6 -> "CREATE VIEW v" + version + " AS SELECT id, " + any(table) + " AS x FROM t" + table + ";\n";
            case 7 ->
                "CREATE FUNCTION f" + version + "(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$\n"
                        + "BEGIN\n    RETURN $1 + " + version + ";\nEND $$;\n";
            default ->
                "DO $$\nBEGIN\n    PERFORM count(*) FROM t" + table + ";\nEND $$;\n" + "CREATE TYPE e" + version
                        + " AS ENUM ('open', 'closed');\n";
        };
    }

    private String newTable() {
        int number = columns.size();
        List<String> names = new ArrayList<>();
        StringBuilder sql = new StringBuilder("CREATE TABLE t" + number + " (\n    id bigint PRIMARY KEY");
        for (int i = 0; i < 3 + random.nextInt(6); i++) {
            names.add("c" + i);
            sql.append(",\n    c").append(i).append(' ').append(TYPES.get(random.nextInt(TYPES.size())));
        }
        if (number > 0) {
            int other = random.nextInt(number);
            sql.append(",\n    t" + other + "_id bigint REFERENCES t" + other);
        }
        columns.add(names);
        sql.append("\n);\nCREATE INDEX ON t" + number + " (c0);\n");
        if (number % 5 == 0) {
            sql.append("CREATE TABLE s" + number + " (id bigint PRIMARY KEY, name text UNIQUE);\n");
            for (int row = 0; row < 20; row++) {
                sql.append("INSERT INTO s" + number + " VALUES (" + row + ", 'name " + row + "');\n");
            }
        }
        return sql.toString();
    }

    private String addColumn(int table) {
        String name = "c" + columns.get(table).size();
        columns.get(table).add(name);
        return "ALTER TABLE t" + table + " ADD COLUMN " + name + " text;\n";
    }

    private String newest(int table) {
        List<String> names = columns.get(table);
        return names.get(names.size() - 1);
    }

    private String any(int table) {
        List<String> names = columns.get(table);
        return names.get(random.nextInt(names.size()));
    }
}
