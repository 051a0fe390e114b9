package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.Removal;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A trigger that is disabled is so for every session, until somebody enables it again. Of foreign keys too: ALL means
 * those.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER">ALTER
 * TABLE, DISABLE TRIGGER</a>.
 */
final class DisableTriggerRule implements Rule {

    @Override
    public String id() {
        return "disable-trigger";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Removal.DisableTrigger disable)) {
            return Optional.empty();
        }
        return HotTable.find(facts, disable.relation()).map(table -> finding(disable, table));
    }

    private Finding finding(Removal.DisableTrigger disable, HotTable table) {
        String which = disable.trigger() == null
                ? disable.ofForeignKeys() ? "all triggers" : "all user triggers"
                : "trigger " + Quoting.readable(disable.trigger());
        return Finding.harmful(
                this,
                disable.trigger() == null ? table.object() : table.object(disable.trigger()),
                "disable " + which + " of " + table.relation(),
                "What they do for " + table.described() + " is not done for any session's writes from the commit on"
                        + (disable.ofForeignKeys()
                                ? ", foreign keys are not checked either, and nothing checks them afterwards"
                                : "")
                        + ". It takes SHARE ROW EXCLUSIVE on the table: writes stop until the migration commits.",
                """
                For the writes of the migration alone, where its role may set it:
                    SET LOCAL session_replication_role = replica;
                """);
    }
}
