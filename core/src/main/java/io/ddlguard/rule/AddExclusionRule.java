package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.AddedKey;
import io.ddlguard.change.Change;
import io.ddlguard.change.ConstraintChange;
import java.sql.SQLException;
import java.util.Optional;

/**
 * ADD EXCLUDE takes ACCESS EXCLUSIVE and holds it while its index is built and every row is compared with the others.
 * <a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX">USING
 * INDEX</a> knows only UNIQUE and PRIMARY KEY.
 */
final class AddExclusionRule implements Rule {

    @Override
    public String id() {
        return "add-exclusion";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ConstraintChange.AddKey add) || add.key().kind() != AddedKey.Kind.EXCLUDE) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, add.table());
        if (found.isEmpty()
                || found.get().relation().kind() == Relation.Kind.MATERIALIZED_VIEW
                || AddKeyRule.isPartitioned(found.get().relation()) && add.key().only()
                || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "add an exclusion constraint to " + table.relation(),
                "It takes ACCESS EXCLUSIVE on " + table.described()
                        + " and builds an index under it, comparing every row"
                        + " with the others: reads and writes wait until it is built.",
                Instead.aTableThatHasIt(table.relation(), add.key().text())));
    }
}
