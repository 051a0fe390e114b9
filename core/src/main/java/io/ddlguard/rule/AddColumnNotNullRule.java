package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * ADD COLUMN … NOT NULL without a default fails on a table with rows (23502), after it has taken its lock; where it
 * succeeds on a table without, code that does not know the column can no longer insert.
 */
final class AddColumnNotNullRule implements Rule {

    @Override
    public String id() {
        return "add-column-not-null";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.AddColumn add) || !add.notNull() || add.isFilled()) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, add.table());
        if (table.isEmpty()
                || facts.hasNoRows(table.get().relation())
                || facts.columns().has(table.get().relation(), add.column())) {
            return Optional.empty();
        }
        HotTable hot = table.get();
        String column = Quoting.readable(add.column());
        return Optional.of(Finding.harmful(
                this,
                hot.object(add.column()),
                "add column " + hot.relation() + "." + column
                        + (add.primaryKey() ? " as a primary key" : " as NOT NULL") + " without a default",
                "The rows of " + hot.described() + " have no value for it: PostgreSQL would queue for ACCESS EXCLUSIVE"
                        + " on the table, stop reads and writes, and then fail with 23502.",
                instead(add, hot.relation(), column)));
    }

    private static String instead(ColumnChange.AddColumn add, Relation table, String column) {
        String constant = add.primaryKey() ? "" : """
                With a constant default PostgreSQL fills old rows without touching them:
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s NOT NULL DEFAULT <constant>;
                Or, when each row needs a value of its own, in steps:
                """;
        String primaryKey = add.primaryKey() ? """
                    CREATE UNIQUE INDEX CONCURRENTLY %4$s ON %1$s (%2$s);   -- outside a transaction
                    ALTER TABLE %1$s ADD PRIMARY KEY USING INDEX %4$s;
                """ : "";
        String steps = """
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
                    UPDATE %1$s SET %2$s = <value> WHERE %2$s IS NULL;   -- in small batches
                    ALTER TABLE %1$s ADD CONSTRAINT %5$s CHECK (%2$s IS NOT NULL) NOT VALID;
                    ALTER TABLE %1$s VALIDATE CONSTRAINT %5$s;   -- a migration of its own: the scan locks nobody out
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;   -- needs no scan now
                    ALTER TABLE %1$s DROP CONSTRAINT %5$s;
                """;
        return (constant + (add.primaryKey() ? "In steps:\n" : "") + steps + primaryKey)
                .formatted(
                        table,
                        column,
                        add.type(),
                        Quoting.readable(table.name() + "_" + add.column() + "_key"),
                        Quoting.readable(table.name() + "_" + add.column() + "_check"));
    }
}
