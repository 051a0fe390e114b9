package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * CLUSTER sorts the rows of a table into a new file under ACCESS EXCLUSIVE, and builds its indexes anew.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-cluster.html">CLUSTER</a>.
 */
final class ClusterRule implements Rule {

    @Override
    public String id() {
        return "cluster";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        // Of all tables the server refuses it in a transaction, in its own words.
        if (!(change instanceof Maintenance.Cluster cluster)
                || facts.context().inTransaction() && cluster.relation().isEmpty()) {
            return Optional.empty();
        }
        if (cluster.relation().isEmpty()) {
            return Optional.of(Finding.harmful(
                    this,
                    List.of("*"),
                    "cluster every table of this database that was clustered before",
                    "It takes ACCESS EXCLUSIVE on each table in turn and writes it and its indexes anew: reads and writes"
                            + " of it wait meanwhile.",
                    instead("<table>")));
        }
        Optional<HotTable> found = HotTable.find(facts, cluster.relation().get());
        if (found.isEmpty() || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "cluster " + table.relation(),
                table.stoppedWhile("writes the table and its indexes anew"),
                instead(table.relation().toString())));
    }

    private static String instead(String table) {
        return """
                pg_repack and pg_squeeze sort a table while the application goes on, with a lock of a moment at the end:
                    pg_repack --table=%1$s --order-by=<columns of the index>
                Or choose a quiet time, and allow it by name.
                """.formatted(table);
    }
}
