package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.sql.SQLException;
import java.util.Optional;

/**
 * SET LOGGED and SET UNLOGGED write the table anew, and its indexes, under ACCESS EXCLUSIVE.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-LOGGED-UNLOGGED">ALTER
 * TABLE, SET LOGGED</a>.
 */
final class SetLoggedRule implements Rule {

    @Override
    public String id() {
        return "set-logged";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Maintenance.SetLogged set)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, set.table());
        if (found.isEmpty()
                || found.get().relation().kind() != Relation.Kind.TABLE
                || facts.isSmall(found.get().relation())
                || facts.storage().of(found.get().relation()).logged() == set.logged()) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String form = set.logged() ? "LOGGED" : "UNLOGGED";
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "set " + table.relation() + " " + form,
                table.stoppedWhile("writes the table and its indexes anew")
                        + (set.logged()
                                ? ""
                                : " From then on the table is empty after a crash, and always on replicas."),
                Instead.anotherTable(table.relation(), set.logged() ? "" : "UNLOGGED ", "")));
    }
}
