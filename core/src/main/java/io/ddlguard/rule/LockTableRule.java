package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.LockMode;
import java.sql.SQLException;
import java.util.Optional;

/**
 * LOCK TABLE keeps others out until the transaction ends, whatever it goes on to do.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-lock.html">LOCK</a>.
 */
final class LockTableRule implements Rule {

    @Override
    public String id() {
        return "lock-table";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.LockTable lock) || !lock.mode().stopsWriters()) {
            return Optional.empty();
        }
        return HotTable.find(facts, lock.table()).map(table -> finding(lock, table));
    }

    private Finding finding(Change.LockTable lock, HotTable table) {
        boolean readers = lock.mode() == LockMode.ACCESS_EXCLUSIVE;
        return Finding.harmful(
                this,
                table.object(),
                "lock " + table.relation() + " in " + lock.mode() + " mode",
                (readers ? "Who reads or writes " : "Who writes to ") + table.described() + " waits until the migration"
                        + " commits, whatever it goes on to do.",
                """
                Leave it out: every statement takes the locks that it needs, and ddlguard takes those politely.
                To let no other deploy in meanwhile, an advisory lock stops nobody else:
                    SELECT pg_advisory_xact_lock(<a number>);
                """);
    }
}
