package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.ConstraintChange.AddConstraint;
import io.ddlguard.plan.BadRows;
import io.ddlguard.session.ServerError;
import java.util.List;
import java.util.Optional;

/**
 * ADD CHECK takes ACCESS EXCLUSIVE and holds it while every row is checked. NOT VALID takes it for a moment, and
 * VALIDATE stops nobody.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES">ALTER TABLE, Notes</a>.
 */
final class AddCheckRule extends AddConstraintRule {

    @Override
    public String id() {
        return "add-check";
    }

    @Override
    boolean minds(AddConstraint add) {
        return add.check() != null;
    }

    @Override
    String doing(AddConstraint add, HotTable table) {
        return "add a check to " + table.relation();
    }

    @Override
    String harm(AddConstraint add, HotTable table, Facts facts) {
        return table.stoppedWhile("reads every row");
    }

    @Override
    Optional<String> noPlan(HotTable table, Facts facts) {
        return Optional.empty();
    }

    @Override
    BadRows badRows(AddConstraint add, Relation table, Facts facts) {
        return new BadRows(
                List.of(table),
                "SELECT NULL FROM " + table.rowsSql() + " WHERE NOT " + add.check() + " AND " + isFree(add, table)
                        + " LIMIT 1",
                ServerError.of(
                                "23514",
                                "check constraint" + quotedName(add) + " of relation \"" + table.name()
                                        + "\" is violated by some row",
                                table.schema(),
                                table.name())
                        .withConstraint(add.name()));
    }
}
