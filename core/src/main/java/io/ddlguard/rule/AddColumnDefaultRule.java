package io.ddlguard.rule;

import io.ddlguard.catalog.Answer;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange.AddColumn;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * ADD COLUMN with a default that differs from row to row, or of a domain whose condition every value has to meet, writes
 * each row anew under ACCESS EXCLUSIVE. Whether a default does, only the functions in it know: the server is asked.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES">ALTER TABLE, Notes</a>.
 */
final class AddColumnDefaultRule implements Rule {

    @Override
    public String id() {
        return "add-column-default";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof AddColumn add)
                || add.filled() != AddColumn.Filled.DEFAULT && add.filled() != AddColumn.Filled.NOT) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, add.table());
        if (found.isEmpty()
                || add.computed() == null && !facts.columns().mayBeDomain(add.type())
                || facts.columns().has(found.get().relation(), add.column())
                || found.get().isSmallWithHeirs(facts)) {
            return Optional.empty();
        }
        HotTable table = found.get();
        Answer answer = facts.oracle().ask(table.relation(), add.text());
        if (answer instanceof Answer.Refused || answer instanceof Answer.Work work && !work.rewrites()) {
            return Optional.empty();
        }
        String column = Quoting.readable(add.column());
        return Optional.of(Finding.harmful(
                this,
                table.object(add.column()),
                "add the column " + table.relation() + "." + column
                        + (add.computed() == null ? " of type " + add.type() : " with the default " + add.computed()),
                harm(table, answer),
                add.computed() == null ? ofDomain(add, table, column) : withDefault(add, table, column)));
    }

    private static String harm(HotTable table, Answer answer) {
        return answer instanceof Answer.Unknown unknown
                ? "It takes ACCESS EXCLUSIVE on " + table.described() + ". It may write the table and its indexes anew"
                        + " under it, while reads and writes wait; whether it does, the server could not be asked,"
                        + " because " + unknown.why() + "."
                : table.stoppedWhile("writes the table and its indexes anew");
    }

    private static String withDefault(AddColumn add, HotTable table, String column) {
        return """
                In steps, each in a migration of its own:
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET DEFAULT %4$s;   -- for new rows
                    UPDATE %1$s SET %2$s = DEFAULT WHERE %2$s IS NULL AND <a few thousand rows>;   -- until none is left
                """.formatted(table.relation(), column, add.type(), add.computed())
                + (add.notNull()
                        ? "    ALTER TABLE %s ALTER COLUMN %s SET NOT NULL;   -- ddlguard does this online\n"
                                .formatted(table.relation(), column)
                        : "");
    }

    private static String ofDomain(AddColumn add, HotTable table, String column) {
        return """
                With the type that the domain %3$s is of, and its condition, each in a migration of its own:
                    ALTER TABLE %1$s ADD COLUMN %2$s <type>;
                    ALTER TABLE %1$s ADD CHECK (<condition of %2$s>);   -- ddlguard does this online
                """.formatted(table.relation(), column, add.type());
    }
}
