package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.ColumnChange.AddColumn;
import io.ddlguard.sql.Quoting;
import java.util.Locale;

/**
 * A serial column has a number of its own for each row that is there.
 *
 * <p><a href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL">Serial Types</a>, <a
 * href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES">ALTER TABLE, Notes</a>.
 */
final class AddSerialRule extends AddFilledColumnRule {

    AddSerialRule() {
        super(AddColumn.Filled.SERIAL);
    }

    @Override
    public String id() {
        return "add-serial";
    }

    @Override
    String kind() {
        return "serial";
    }

    @Override
    String instead(AddColumn add, HotTable table, String column, Facts facts) {
        Relation relation = table.relation();
        String sequence = Quoting.readable(relation.schema()) + "."
                + Quoting.readable(relation.name() + "_" + add.column() + "_seq");
        return """
                In steps, each in a migration of its own:
                    ALTER TABLE %1$s ADD COLUMN %2$s %4$s;
                    CREATE SEQUENCE %3$s AS %4$s OWNED BY %1$s.%2$s;
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET DEFAULT nextval(%5$s);   -- for new rows
                    UPDATE %1$s SET %2$s = DEFAULT WHERE %2$s IS NULL AND <a few thousand rows>;   -- until none is left
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;   -- ddlguard does this online
                """.formatted(relation, column, sequence, type(add.type()), Quoting.literal(sequence));
    }

    private static String type(String serial) {
        return switch (serial.toLowerCase(Locale.ROOT)) {
            case "bigserial", "serial8" -> "bigint";
            case "smallserial", "serial2" -> "smallint";
            default -> "integer";
        };
    }
}
