package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Storage;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * SET ACCESS METHOD (PostgreSQL 15 and newer) writes the table anew, and its indexes, under ACCESS EXCLUSIVE.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-ACCESS-METHOD">ALTER
 * TABLE, SET ACCESS METHOD</a>.
 */
final class SetAccessMethodRule implements Rule {

    @Override
    public String id() {
        return "set-access-method";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Maintenance.SetAccessMethod set)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, set.table());
        // For a partitioned table it is a default (17 and newer) or an error.
        if (found.isEmpty()
                || found.get().relation().kind() == Relation.Kind.PARTITIONED_TABLE
                || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        Storage storage = facts.storage().of(table.relation());
        String method = set.method() == null ? storage.defaultAccessMethod() : set.method();
        if (method.equals(storage.accessMethod()) || !facts.storage().isTableAccessMethod(method)) {
            return Optional.empty();
        }
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "set the access method of " + table.relation() + " to " + Quoting.readable(method),
                table.stoppedWhile("writes the table and its indexes anew"),
                Instead.anotherTable(table.relation(), "", " USING " + Quoting.readable(method))));
    }
}
