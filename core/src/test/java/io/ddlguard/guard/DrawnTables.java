package io.ddlguard.guard;

import java.util.ArrayList;
import java.util.List;

/** Draws tables with their rows. The names need quotes now and then, and are few, so that they clash. */
final class DrawnTables {

    static final String[] NAMES = {"plain", "\"Größe\"", "\"order\"", "parts", "extra"};
    static final String[] COLUMNS = {"a", "b", "c", "d", "\"Ä b\"", "\"select\""};
    static final String[] TYPES = {
        "integer",
        "bigint",
        "smallint",
        "text",
        "character varying(20)",
        "numeric(8,2)",
        "boolean",
        "date",
        "uuid",
        "jsonb",
        "integer[]"
    };

    /** A default that is another one for each row, and still the same in two runs: the time is not. */
    private static final String TICK = "one.tick()";

    private final Dice dice;

    DrawnTables(Dice dice) {
        this.dice = dice;
    }

    /** What is there before the deploy. Not each statement succeeds. */
    List<String> setup() {
        List<String> setup = new ArrayList<>(List.of(
                "CREATE SCHEMA one",
                "CREATE SCHEMA \"Zwölf\"",
                "CREATE SEQUENCE one.ticks",
                "CREATE FUNCTION one.tick() RETURNS integer VOLATILE LANGUAGE sql AS $$SELECT nextval('one.ticks')::integer$$",
                "CREATE FUNCTION one.twice(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2'"));
        int tables = dice.between(2, 3);
        for (int i = 0; i < tables; i++) {
            String schema = dice.percent(75) ? "one." : "\"Zwölf\".";
            String name = NAMES[i + dice.below(2)];
            addTable(setup, schema, name);
        }
        return setup;
    }

    private void addTable(List<String> setup, String schema, String name) {
        String table = schema + name;
        List<String> columns = columns(dice.between(1, 4));
        String definition = "(id " + dice.pick("integer", "bigint") + " "
                + dice.pick("PRIMARY KEY", "PRIMARY KEY", "PRIMARY KEY", "UNIQUE", "NOT NULL", "") + ", "
                + String.join(", ", definitions(columns)) + ")";
        String partition = schema + name.replaceFirst("(\"?)$", "_1$1");
        String other = schema + name.replaceFirst("(\"?)$", "_2$1");
        int kind = dice.below(100);
        if (kind < 65) {
            setup.add("CREATE " + dice.maybe(8, "UNLOGGED ") + "TABLE " + table + " " + definition
                    + dice.maybe(10, " WITH (fillfactor = 70)"));
        } else if (kind < 80) {
            setup.add("CREATE TABLE " + table + " " + definition + " PARTITION BY RANGE (id)");
            setup.add("CREATE TABLE " + partition + " PARTITION OF " + table + " FOR VALUES FROM (MINVALUE) TO (20)");
            setup.add("CREATE TABLE " + other + " PARTITION OF " + table + " DEFAULT");
        } else if (kind < 88) {
            setup.add("CREATE TABLE " + table + " " + definition + " PARTITION BY HASH (id)");
            setup.add("CREATE TABLE " + partition + " PARTITION OF " + table
                    + " FOR VALUES WITH (MODULUS 2, REMAINDER 0)");
            setup.add("CREATE TABLE " + other + " PARTITION OF " + table + " FOR VALUES WITH (MODULUS 2, REMAINDER 1)");
        } else {
            setup.add("CREATE TABLE " + table + " " + definition);
            setup.add("CREATE TABLE " + partition + " (extra integer) INHERITS (" + table + ")");
            setup.add("INSERT INTO " + partition + " (id) SELECT g FROM generate_series(101, 105) g");
        }
        setup.add("INSERT INTO " + table + " SELECT g FROM generate_series(1, " + dice.between(0, 50) + ") g");
        setup.add("UPDATE " + table + " SET "
                + String.join(", ", columns.stream().map(c -> c + " = DEFAULT").toList()) + " WHERE id % 9 = 0");
        furnish(setup, table, columns);
    }

    private void furnish(List<String> setup, String table, List<String> columns) {
        if (dice.percent(60)) {
            setup.add("CREATE INDEX ON " + table + " (" + dice.pick(columns) + ")");
        }
        if (dice.percent(15)) {
            setup.add("COMMENT ON TABLE " + table + " IS 'ein Kommentar'");
        }
        if (dice.percent(10)) {
            setup.add("GRANT SELECT ON " + table + " TO PUBLIC");
        }
        if (dice.percent(12)) {
            setup.add("CREATE VIEW one.seen AS SELECT id FROM " + table);
        }
        if (dice.percent(12)) {
            setup.add("CREATE MATERIALIZED VIEW one.kept AS SELECT id, count(*) FROM " + table + " GROUP BY id");
            setup.add("CREATE UNIQUE INDEX ON one.kept (id)");
        }
        if (dice.percent(8)) {
            setup.add("CREATE STATISTICS one.together ON id, " + dice.pick(columns) + " FROM " + table);
        }
    }

    List<String> columns(int most) {
        List<String> columns = new ArrayList<>();
        for (String column : COLUMNS) {
            if (columns.size() < most && dice.percent(60)) {
                columns.add(column);
            }
        }
        return columns.isEmpty() ? List.of("a") : columns;
    }

    private List<String> definitions(List<String> columns) {
        List<String> definitions = new ArrayList<>();
        for (String column : columns) {
            String type = type();
            definitions.add(column + " " + type + dice.maybe(70, " DEFAULT " + value(type))
                    + dice.maybe(5, " NOT NULL") + dice.maybe(4, " UNIQUE")
                    + dice.maybe(5, " CHECK (" + column + " IS NOT NULL)"));
        }
        return definitions;
    }

    /** To be run by the deploy. */
    String create(String name, List<String> others) {
        List<String> parts = new ArrayList<>();
        parts.add("id " + dice.pick("integer", "bigint", "serial", "integer GENERATED ALWAYS AS IDENTITY")
                + dice.pick(" PRIMARY KEY", " UNIQUE", ""));
        parts.addAll(definitions(columns(3)));
        if (dice.percent(30) && !others.isEmpty()) {
            parts.add("other integer REFERENCES " + dice.pick(others) + dice.maybe(30, " (id)"));
        }
        if (dice.percent(15) && !others.isEmpty()) {
            return "CREATE TABLE " + name + " (LIKE " + dice.pick(others) + dice.maybe(60, " INCLUDING ALL") + ")";
        }
        return "CREATE " + dice.pick("", "", "", "", "TEMPORARY ", "UNLOGGED ") + "TABLE "
                + dice.maybe(25, "IF NOT EXISTS ") + name + " (" + String.join(", ", parts) + ")"
                + dice.maybe(10, " PARTITION BY RANGE (id)");
    }

    String type() {
        return dice.percent(50) ? dice.pick("integer", "text") : dice.pick(TYPES);
    }

    /** An expression of the type that is no constant for all types; without a column in it. */
    String value(String type) {
        int n = dice.below(12);
        return switch (type) {
            case "integer", "bigint", "smallint" -> dice.percent(50) ? TICK + " % " + (n + 40) : String.valueOf(n);
            case "numeric(8,2)", "numeric" -> n + ".25";
            case "boolean" -> n % 2 == 0 ? "true" : "false";
            case "date" -> "DATE '2024-02-" + (n + 10) + "'";
            case "uuid" -> "md5('" + n + "')::uuid";
            case "jsonb" -> "'{\"a\": " + n + "}'";
            case "integer[]" -> "ARRAY[" + n + ", 1]";
            case "timestamp with time zone" -> "now()";
            default -> dice.percent(40) ? "'v' || " + TICK : "'v" + n + "'";
        };
    }
}
