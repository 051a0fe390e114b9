package io.ddlguard.guard;

import io.ddlguard.guard.DrawnCatalog.Column;
import io.ddlguard.guard.DrawnCatalog.Constraint;
import io.ddlguard.guard.DrawnCatalog.Relation;
import java.util.ArrayList;
import java.util.List;

/** Draws what stands behind ALTER TABLE. */
final class DrawnAlterations {

    private static final String[] CONSTRAINTS = {"k1", "k2", "\"K ß\""};

    private final Dice dice;
    private final DrawnTables tables;

    DrawnAlterations(Dice dice, DrawnTables tables) {
        this.dice = dice;
        this.tables = tables;
    }

    String alterTable(String name, Relation table, DrawnCatalog catalog) {
        List<String> actions = new ArrayList<>();
        int count = dice.percent(75) ? 1 : dice.between(2, 3);
        for (int i = 0; i < count; i++) {
            actions.add(action(table, catalog));
        }
        return "ALTER TABLE " + dice.maybe(8, "IF EXISTS ") + dice.maybe(5, "ONLY ") + name + " "
                + String.join(", ", actions);
    }

    private String action(Relation table, DrawnCatalog catalog) {
        int roll = dice.below(100);
        if (roll < 24) {
            return addColumn(catalog);
        } else if (roll < 29) {
            return "DROP COLUMN " + dice.maybe(30, "IF EXISTS ") + column(table) + dice.maybe(20, " CASCADE");
        } else if (roll < 52) {
            return addConstraint(table, catalog);
        } else if (roll < 62) {
            return onConstraint(table);
        } else if (roll < 90) {
            return alterColumn(table);
        }
        return onTable(table, catalog);
    }

    private String addColumn(DrawnCatalog catalog) {
        String name = dice.pick(DrawnTables.COLUMNS);
        String type = tables.type();
        String add = "ADD " + dice.maybe(70, "COLUMN ") + dice.maybe(20, "IF NOT EXISTS ") + name + " ";
        return switch (dice.below(12)) {
            case 0 -> add + dice.pick("serial", "bigserial");
            case 1 -> add + "integer GENERATED " + dice.pick("ALWAYS", "BY DEFAULT") + " AS IDENTITY";
            case 2 -> add + "integer GENERATED ALWAYS AS (one.twice(id::integer)) STORED";
            case 3 -> add + "timestamp with time zone DEFAULT now()" + dice.maybe(50, " NOT NULL");
            case 4 -> add + type + " NOT NULL DEFAULT " + tables.value(type);
            case 5 -> add + type + " DEFAULT " + tables.value(type);
            case 6 -> add + type + " NOT NULL";
            case 7 -> add + "integer " + named() + "CHECK (" + name + " >= 0)" + dice.maybe(50, " DEFAULT 3");
            case 8 -> add + "integer " + named() + "REFERENCES " + referenced(catalog) + dice.maybe(20, " DEFAULT 1");
            case 9 -> add + type + " " + named() + "UNIQUE";
            default -> add + type;
        };
    }

    private String addConstraint(Relation table, DrawnCatalog catalog) {
        String column = column(table);
        String deferrable = dice.maybe(20, " DEFERRABLE") + dice.maybe(10, " INITIALLY DEFERRED");
        return "ADD " + named()
                + switch (dice.below(10)) {
                    case 0, 1 -> "UNIQUE (" + column + dice.maybe(40, ", id") + ")" + deferrable;
                    case 2 -> "PRIMARY KEY (" + dice.pick("id", column) + ")" + dice.maybe(10, deferrable);
                    case 3, 4 ->
                        "FOREIGN KEY (" + dice.pick("id", column) + ") REFERENCES " + referenced(catalog)
                                + dice.maybe(20, " ON DELETE " + dice.pick("CASCADE", "SET NULL")) + deferrable
                                + dice.maybe(15, " NOT VALID");
                    case 5 ->
                        dice.pick("UNIQUE", "PRIMARY KEY") + " USING INDEX "
                                + (table.indexes().isEmpty() ? "ix1" : unqualified(dice.pick(table.indexes())));
                    case 6 -> "EXCLUDE USING btree (" + column + " WITH =)";
                    default ->
                        "CHECK ("
                                + dice.pick(
                                        column + " IS NOT NULL",
                                        "id > 0",
                                        "id < " + dice.between(20, 200),
                                        "id % 50 >= 0 OR " + column + " IS NULL",
                                        "length(" + column + "::text) < 100",
                                        "one.twice(id::integer) >= id")
                                + ")" + dice.maybe(8, " NO INHERIT") + dice.maybe(15, " NOT VALID");
                };
    }

    private String named() {
        return dice.maybe(50, "CONSTRAINT " + dice.pick(CONSTRAINTS) + " ");
    }

    private String onConstraint(Relation table) {
        String name = table.constraints().isEmpty() || dice.percent(8)
                ? dice.pick(CONSTRAINTS)
                : dice.pick(table.constraints().stream().map(Constraint::name).toList());
        return switch (dice.below(5)) {
            case 0, 1 -> "DROP CONSTRAINT " + dice.maybe(25, "IF EXISTS ") + name + dice.maybe(25, " CASCADE");
            case 2, 3 -> "VALIDATE CONSTRAINT " + name;
            default -> "ALTER CONSTRAINT " + name + " " + dice.pick("DEFERRABLE", "NOT DEFERRABLE");
        };
    }

    private String alterColumn(Relation table) {
        Column column = table.columns().isEmpty() ? new Column("a", "text", "") : dice.pick(table.columns());
        String alter = "ALTER " + dice.maybe(70, "COLUMN ") + column.name() + " ";
        return alter
                + switch (dice.below(14)) {
                    case 0, 1, 2 -> "SET NOT NULL";
                    case 3, 4 -> "DROP NOT NULL";
                    case 5, 6 -> "SET DEFAULT " + tables.value(column.type());
                    case 7 -> "DROP DEFAULT";
                    case 8 -> "TYPE " + dice.pick("bigint", "text", "character varying(40)", column.type());
                    case 9 -> "TYPE text USING " + column.name() + "::text";
                    case 10 -> "SET STATISTICS " + dice.between(10, 200);
                    case 11 -> "SET STORAGE " + dice.pick("PLAIN", "EXTERNAL", "MAIN");
                    case 12 ->
                        dice.pick(
                                "ADD GENERATED ALWAYS AS IDENTITY",
                                "DROP IDENTITY IF EXISTS",
                                "DROP EXPRESSION IF EXISTS");
                    default -> "SET (n_distinct = " + dice.between(1, 20) + ")";
                };
    }

    private String onTable(Relation table, DrawnCatalog catalog) {
        String index = table.indexes().isEmpty() ? "ix1" : unqualified(dice.pick(table.indexes()));
        return switch (dice.below(9)) {
            case 0 -> "CLUSTER ON " + index;
            case 1 -> "REPLICA IDENTITY " + dice.pick("FULL", "NOTHING", "USING INDEX " + index);
            case 2 -> dice.pick("ENABLE", "FORCE", "NO FORCE") + " ROW LEVEL SECURITY";
            case 3 -> "SET (fillfactor = " + dice.between(50, 100) + ")";
            case 4 -> "RESET (fillfactor)";
            case 5 -> "OWNER TO CURRENT_USER";
            case 6 ->
                dice.pick("INHERIT ", "NO INHERIT ")
                        + dice.pick(catalog.tables()).name();
            case 7 -> dice.pick("DISABLE", "ENABLE") + " TRIGGER " + dice.pick("ALL", "USER");
            default -> dice.pick("SET LOGGED", "SET UNLOGGED", "SET WITHOUT CLUSTER");
        };
    }

    String column(Relation table) {
        return table.columns().isEmpty() || dice.percent(4)
                ? dice.pick(DrawnTables.COLUMNS)
                : dice.pick(table.columns()).name();
    }

    private String referenced(DrawnCatalog catalog) {
        return dice.pick(catalog.tables()).name() + dice.maybe(50, " (id)");
    }

    static String unqualified(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
