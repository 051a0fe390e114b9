package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange.AddColumn;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/** A column whose value differs from row to row: each is written anew for it, under ACCESS EXCLUSIVE. */
abstract class AddFilledColumnRule implements Rule {

    private final AddColumn.Filled filled;

    AddFilledColumnRule(AddColumn.Filled filled) {
        this.filled = filled;
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    /** What fills it, as in {@code add a serial column}. */
    abstract String kind();

    /** @param column quoted where it has to be, as everything is that goes into the text */
    abstract String instead(AddColumn add, HotTable table, String column, Facts facts);

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof AddColumn add) || add.filled() != filled) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, add.table());
        if (found.isEmpty()
                || facts.isSmall(found.get().relation())
                || facts.columns().has(found.get().relation(), add.column())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String column = Quoting.readable(add.column());
        return Optional.of(Finding.harmful(
                this,
                table.object(add.column()),
                "add the " + kind() + " column " + table.relation() + "." + column,
                table.stoppedWhile("writes the table and its indexes anew"),
                instead(add, table, column, facts)));
    }
}
