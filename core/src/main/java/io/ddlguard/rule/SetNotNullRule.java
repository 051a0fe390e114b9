package io.ddlguard.rule;

import io.ddlguard.catalog.Answer;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.plan.After;
import io.ddlguard.plan.BadRows;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * SET NOT NULL takes ACCESS EXCLUSIVE and holds it while every row is checked, unless a valid CHECK says already that
 * none is null. From PostgreSQL 18 on a NOT NULL can be NOT VALID itself; before, such a CHECK is made first.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL">ALTER
 * TABLE, SET NOT NULL</a>.
 */
final class SetNotNullRule implements Rule {

    private static final int NOT_NULL_NOT_VALID = 180000;

    @Override
    public String id() {
        return "set-not-null";
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.SetNotNull set)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, set.table());
        if (found.isEmpty()
                || facts.isSmall(found.get().relation())
                || !facts.columns().isNullable(found.get().relation(), set.column())
                || isSparedTheScan(facts, found.get().relation(), set)) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String doing = "set " + table.relation() + "." + Quoting.readable(set.column()) + " NOT NULL";
        String harm = table.stoppedWhile("reads every row");
        String instead = instead(table.relation(), set.column());
        Optional<String> noPlan = noPlan(set, table.relation(), facts);
        if (noPlan.isPresent()) {
            return Optional.of(
                    Finding.notRewritten(this, table.object(set.column()), doing, harm, noPlan.get(), instead));
        }
        return Optional.of(Finding.rewritten(
                this, table.object(set.column()), doing, harm, instead, plan(set, table.relation(), facts)));
    }

    private static Optional<String> noPlan(ColumnChange.SetNotNull set, Relation table, Facts facts)
            throws SQLException {
        if (set.only() && !facts.partitionsOf(table).isEmpty()) {
            return Optional.of("it is for the table alone, and a constraint that is NOT VALID has to be added to the"
                    + " tables that inherit too");
        }
        return set.notValidUnnamed() && facts.context().version() >= NOT_NULL_NOT_VALID
                ? Optional.of(AddConstraintRule.ANOTHER_STAYS_NOT_VALID)
                : Optional.empty();
    }

    private static boolean isSparedTheScan(Facts facts, Relation table, ColumnChange.SetNotNull set)
            throws SQLException {
        if (!facts.columns().hasValidCheck(table, set.column())) {
            return false;
        }
        Answer answer = facts.oracle().ask(table, set.commands());
        return answer instanceof Answer.Work work
                ? !work.scans()
                : set.isAlone() && facts.columns().isCheckedNotNull(table, set.column());
    }

    private static Plan plan(ColumnChange.SetNotNull set, Relation table, Facts facts) {
        String column = Quoting.identifier(set.column());
        BadRows badRows = BadRows.nulls(table, set.column());
        if (facts.context().version() >= NOT_NULL_NOT_VALID) {
            return Plan.after(
                    List.of("ADD NOT NULL " + column + " NOT VALID"),
                    List.of(new After.Validate(table, set.notValid())),
                    badRows);
        }
        String id = IndexName.privateId();
        String check = IndexName.privateName(id, set.column() + "_not_null");
        return Plan.after(
                List.of("ADD CONSTRAINT " + Quoting.identifier(check) + " CHECK (" + column
                        + " IS NOT NULL) NOT VALID"),
                List.of(new After.SetNotNull(id, table, set.column(), check)),
                badRows);
    }

    private static String instead(Relation table, String column) {
        return """
                In steps, each in a migration of its own:
                    ALTER TABLE %1$s ADD CONSTRAINT %3$s CHECK (%2$s IS NOT NULL) NOT VALID;
                    ALTER TABLE %1$s VALIDATE CONSTRAINT %3$s;   -- the scan locks nobody out
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;   -- needs no scan now
                    ALTER TABLE %1$s DROP CONSTRAINT %3$s;
                """.formatted(table, Quoting.readable(column), Quoting.readable(table.name() + "_" + column + "_check"));
    }
}
