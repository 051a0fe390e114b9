package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
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
        if (!(change instanceof Change.AddColumn add) || !add.notNull() || add.filled()) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, add.table());
        if (table.isEmpty()
                || facts.hasNoRows(table.get().relation())
                || facts.hasColumn(table.get().relation(), add.column())) {
            return Optional.empty();
        }
        HotTable hot = table.get();
        String column = Quoting.readable(add.column());
        return Optional.of(Finding.harmful(
                this,
                hot.object(add.column()),
                "add column " + hot.relation() + "." + column + " as NOT NULL without a default",
                "The rows of " + hot.described() + " have no value for it: PostgreSQL would queue for ACCESS EXCLUSIVE"
                        + " on the table, stop reads and writes, and then fail with 23502.",
                """
                With a constant default PostgreSQL fills old rows without touching them:
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s NOT NULL DEFAULT <constant>;
                Or in steps, when each row needs a value of its own:
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
                    UPDATE %1$s SET %2$s = <value> WHERE %2$s IS NULL;   -- in small batches
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;   -- a migration of its own""".formatted(hot.relation(), column, add.type())));
    }
}
