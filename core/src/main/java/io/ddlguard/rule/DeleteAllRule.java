package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.AllRows;
import io.ddlguard.change.Change;
import java.sql.SQLException;
import java.util.Optional;

/**
 * DELETE without a WHERE loses every row, in one transaction.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-delete.html">DELETE</a>.
 */
final class DeleteAllRule implements Rule {

    @Override
    public String id() {
        return "delete-all";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof AllRows rows) || rows.kind() != AllRows.Kind.DELETE) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, rows.table());
        if (table.isEmpty() || facts.hasNoRows(table.get().relation())) {
            return Optional.empty();
        }
        HotTable hot = table.get();
        return Optional.of(Finding.harmful(
                this,
                hot.object(),
                "delete every row of " + hot.relation(),
                "All rows of " + hot.described() + " are lost. Until the migration commits, who updates or deletes one"
                        + " waits; replicas and VACUUM have all of them to work off afterwards.",
                Instead.inBatches("DELETE FROM " + hot.relation(), hot.relation())));
    }
}
