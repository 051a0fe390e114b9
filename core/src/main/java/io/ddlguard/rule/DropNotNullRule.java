package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.policy.Action;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A column that may be null breaks code that reads it and does not expect that: it cannot be undone once a null is in.
 *
 * <p>ACCESS EXCLUSIVE, no scan: <a
 * href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL">ALTER TABLE,
 * DROP NOT NULL</a>.
 */
final class DropNotNullRule implements Rule {

    @Override
    public String id() {
        return "drop-not-null";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    /** It is the first step of many a good plan. */
    @Override
    public Action defaultAction() {
        return Action.WARN;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.DropNotNull drop)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, drop.table());
        if (found.isEmpty()
                || !facts.columns().has(found.get().relation(), drop.column())
                || facts.columns().isNullable(found.get().relation(), drop.column())
                // The server refuses it.
                || facts.keys().columnsOfPrimaryKey(found.get().relation()).contains(drop.column())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String column = Quoting.readable(drop.column());
        return Optional.of(Finding.harmful(
                this,
                table.object(drop.column()),
                "let " + table.relation() + "." + column + " be null",
                "Code that is still running may read a null from " + table.described() + " where it expects none, as"
                        + " soon as other code writes one.",
                """
                Deploy code that can read a null first; then this, and then code that writes one.
                """));
    }
}
