package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import java.util.List;
import java.util.Optional;

/**
 * ALTER SYSTEM sets something for the whole server, and in no transaction.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altersystem.html">ALTER SYSTEM</a>.
 */
final class AlterSystemRule implements Rule {

    @Override
    public String id() {
        return "alter-system";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) {
        // In a transaction the server refuses it, in its own words.
        if (!(change instanceof ObjectChange.AlterSystem alter)
                || facts.context().inTransaction()) {
            return Optional.empty();
        }
        String setting = alter.setting();
        String where =
                "for every database of the server, from the next reload or restart on, and no rollback takes that"
                        + " back: it stands in postgresql.auto.conf, whatever postgresql.conf says.";
        if (setting == null) {
            return Optional.of(Finding.harmful(
                    this,
                    List.of("*"),
                    "reset what ALTER SYSTEM has set",
                    "Every setting that ALTER SYSTEM has made goes, " + where,
                    "Reset one by one what has to go, and allow each by its name."));
        }
        return Optional.of(Finding.harmful(
                this,
                // That of an extension has two parts.
                List.of(setting.split("\\.")),
                "alter system setting " + setting,
                setting + " changes " + where,
                """
                Set it where it is needed, for one database or one role, which a rollback takes back:
                    ALTER DATABASE <database> SET %1$s = <value>;
                    ALTER ROLE <role> SET %1$s = <value>;
                If it has to be the whole server, that belongs to its configuration, and not into a migration.
                """.formatted(setting)));
    }
}
