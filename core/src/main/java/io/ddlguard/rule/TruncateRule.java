package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * TRUNCATE loses data, for concurrent snapshots too: it is <a
 * href="https://www.postgresql.org/docs/current/mvcc-caveats.html">not MVCC-safe</a>.
 */
final class TruncateRule implements Rule {

    @Override
    public String id() {
        return "truncate";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.Truncate truncate)) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, truncate.table());
        if (table.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(finding(
                table.get(), truncate.cascade(), facts.referencing(table.get().relation())));
    }

    private Finding finding(HotTable table, boolean cascade, List<Relation> referencing) {
        String lost = table.size().empty()
                ? table.described() + " is empty now, and what is written to it before TRUNCATE runs is lost"
                : "All rows of " + table.described() + " are lost";
        boolean others = cascade && !referencing.isEmpty();
        String cascading = others
                ? referencing.stream()
                        .map(Relation::toString)
                        .collect(Collectors.joining(
                                ", ", ", and with CASCADE all of ", " and of every table that refers to those"))
                : "";
        return Finding.harmful(
                this,
                table.object(),
                "truncate " + table.relation(),
                lost + cascading + "; transactions that began before it see none either. It takes ACCESS EXCLUSIVE on"
                        + " the table" + (others ? " and on those" : "")
                        + ": reads and writes stop until the migration commits.",
                """
                Delete what has to go, in small batches, while the application runs:
                %sIf every row has to go, allow it by name.""".formatted(Instead.batch("DELETE FROM " + table.relation(), table.relation(), "<condition>")));
    }
}
