package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A relation in another schema is not found by code that is still running.
 *
 * <p>ACCESS EXCLUSIVE, no work: <a
 * href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-SCHEMA">ALTER TABLE, SET
 * SCHEMA</a>.
 */
final class SetSchemaRule implements Rule {

    @Override
    public String id() {
        return "set-schema";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.SetSchema move)) {
            return Optional.empty();
        }
        return HotTable.find(facts, move.relation())
                .filter(table -> !table.relation().schema().equals(move.to()))
                .map(table -> finding(table, move.to()));
    }

    private Finding finding(HotTable table, String to) {
        String there =
                Quoting.readable(to) + "." + Quoting.readable(table.relation().name());
        return Finding.harmful(
                this,
                table.object(),
                "move " + table.relation() + " to schema " + Quoting.readable(to),
                "Code that is still running and finds " + table.described() + " by its schema, or by a search path"
                        + " without " + Quoting.readable(to) + ", fails with 42P01 from the commit on. It takes ACCESS"
                        + " EXCLUSIVE on the table: reads and writes stop until the migration commits.",
                """
                Leave the table where it is and let new code use a view, which PostgreSQL makes writable by itself:
                    CREATE VIEW %2$s AS SELECT * FROM %1$s;
                Or move it, allowed by name, and in the same transaction leave a view for the old code:
                    ALTER TABLE %1$s SET SCHEMA %3$s;
                    CREATE VIEW %1$s AS SELECT * FROM %2$s;
                """.formatted(table.relation(), there, Quoting.readable(to)));
    }
}
