package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A database is dropped at once and in no transaction.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropdatabase.html">DROP DATABASE</a>.
 */
final class DropDatabaseRule implements Rule {

    @Override
    public String id() {
        return "drop-database";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        // In a transaction the server refuses it, and its own database always, in its own words.
        if (!(change instanceof ObjectChange.DropDatabase drop)
                || facts.context().inTransaction()
                || !facts.objects().isOtherDatabase(drop.database())) {
            return Optional.empty();
        }
        String name = Quoting.readable(drop.database());
        return Optional.of(Finding.harmful(
                this,
                List.of(drop.database()),
                "drop database " + name,
                "All that is in " + name + " goes at once, with its files, and no rollback brings it back.",
                """
                Keep a dump of it, and take its connections away first:
                    ALTER DATABASE %1$s WITH ALLOW_CONNECTIONS false;
                When nobody has missed it for a while, allow it by name.
                """.formatted(name)));
    }
}
