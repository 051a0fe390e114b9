package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * DROP TABLE loses data, breaks readers, and locks every table that its foreign keys refer to.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-droptable.html">DROP TABLE</a>.
 */
final class DropTableRule implements Rule {

    @Override
    public String id() {
        return "drop-table";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.DropTable drop)) {
            return Optional.empty();
        }
        Optional<HotTable> table = HotTable.find(facts, drop.table());
        if (table.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(finding(
                table.get(), drop.cascade(), facts.referencing(table.get().relation())));
    }

    private Finding finding(HotTable table, boolean cascade, List<Relation> referencing) {
        String cascading = cascade ? " CASCADE takes its views along" + foreignKeys(referencing) + "." : "";
        String partitioned = table.relation().partition()
                ? ", and on the partitioned table that it belongs to with its default partition"
                : "";
        return Finding.harmful(
                this,
                table.object(),
                "drop table " + table.relation(),
                table.described() + " goes with all that is in it, and code that is still running and names it fails"
                        + " with 42P01." + cascading + " It takes ACCESS EXCLUSIVE on the table and on every table that"
                        + " its foreign keys refer to" + partitioned + ", until the migration commits.",
                """
                Expand and contract: deploy code that does not use the table, wait until no older version runs, then
                drop it in a migration of its own that is allowed by name.""");
    }

    private static String foreignKeys(List<Relation> referencing) {
        return referencing.isEmpty()
                ? ""
                : referencing.stream()
                        .map(Relation::toString)
                        .collect(Collectors.joining(
                                ", ", ", and the foreign keys of ", ", which it locks with ACCESS EXCLUSIVE too"));
    }
}
