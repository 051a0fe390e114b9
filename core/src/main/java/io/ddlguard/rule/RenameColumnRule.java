package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A renamed column breaks running code at once: whatever the order of deploy and migration, one version of the code
 * names a column that is not there.
 */
final class RenameColumnRule implements Rule {

    @Override
    public String id() {
        return "rename-column";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.RenameColumn rename)) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, rename.table());
        if (table.isEmpty() || !facts.columns().has(table.get().relation(), rename.column())) {
            return Optional.empty();
        }
        HotTable hot = table.get();
        String column = Quoting.readable(rename.column());
        String to = Quoting.readable(rename.to());
        return Optional.of(Finding.harmful(
                this,
                hot.object(rename.column()),
                "rename column " + hot.relation() + "." + column + " to " + to,
                "Code that is still running and names " + column + " in " + hot.described()
                        + " fails with 42703 from the commit on; new code fails until then. It takes ACCESS EXCLUSIVE"
                        + " on the table: reads and writes stop until the migration commits.",
                """
                Expand and contract, one deploy each:
                    1. ALTER TABLE %1$s ADD COLUMN %3$s <type of %2$s>;   -- nullable; code writes both
                    2. UPDATE %1$s SET %3$s = %2$s WHERE %3$s IS DISTINCT FROM %2$s;   -- in small batches
                    3. code reads and writes %3$s only
                    4. ALTER TABLE %1$s DROP COLUMN %2$s;   -- allowed by name""".formatted(hot.relation(), column, to)));
    }
}
