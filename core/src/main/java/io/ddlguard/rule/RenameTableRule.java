package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/** A renamed table breaks running code at once. A view under the old name does not. */
final class RenameTableRule implements Rule {

    @Override
    public String id() {
        return "rename-table";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.RenameTable rename)) {
            return Optional.empty();
        }
        return HotTable.find(facts, rename.table()).map(table -> finding(table, rename.to()));
    }

    private Finding finding(HotTable table, String newName) {
        String to = Quoting.readable(table.relation().schema()) + "." + Quoting.readable(newName);
        return Finding.harmful(
                this,
                table.object(),
                "rename table " + table.relation() + " to " + Quoting.readable(newName),
                "Code that is still running and names " + table.described()
                        + " fails with 42P01 from the commit on; new code fails until then. It takes ACCESS EXCLUSIVE"
                        + " on the table: reads and writes stop until the migration commits.",
                """
                Leave the table its name and let new code use a view, which PostgreSQL makes writable by itself:
                    CREATE VIEW %2$s AS SELECT * FROM %1$s;
                Or rename it, allowed by name, and in the same transaction leave a view for the old code:
                    ALTER TABLE %1$s RENAME TO %3$s;
                    CREATE VIEW %1$s AS SELECT * FROM %2$s;""".formatted(table.relation(), to, Quoting.readable(newName)));
    }
}
