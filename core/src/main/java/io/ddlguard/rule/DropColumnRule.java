package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * DROP COLUMN loses data, and code that still names the column fails from the commit on.
 *
 * <p>ACCESS EXCLUSIVE, no scan, no rewrite: <a href="https://www.postgresql.org/docs/current/sql-altertable.html">ALTER
 * TABLE</a>.
 */
final class DropColumnRule implements Rule {

    @Override
    public String id() {
        return "drop-column";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.DropColumn drop)) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, drop.table());
        if (table.isEmpty() || !facts.columns().has(table.get().relation(), drop.column())) {
            return Optional.empty();
        }
        HotTable hot = table.get();
        String column = Quoting.readable(drop.column());
        return Optional.of(Finding.harmful(
                this,
                hot.object(drop.column()),
                "drop column " + hot.relation() + "." + column,
                "The column's values in " + hot.described() + " are lost"
                        + (drop.cascade() ? ", with every view, constraint and index that depends on it (CASCADE)" : "")
                        + ". Code that is still running and names it fails with 42703, and a prepared SELECT * in a"
                        + " transaction with 0A000. It takes ACCESS EXCLUSIVE on the table: reads and writes stop"
                        + " until the migration commits.",
                instead(hot, column, facts.columns().isRequired(hot.relation(), drop.column()))));
    }

    private static String instead(HotTable table, String column, boolean required) {
        String optional = """
                It is NOT NULL without a default; before new code can insert without it:
                    ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL;
                """.formatted(table.relation(), column);
        return """
                Expand and contract: deploy code that neither reads nor writes the column, wait until no older version
                runs, then drop it in a migration of its own that is allowed by name.
                """ + (required ? optional : "");
    }
}
