package io.ddlguard.rule;

import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.util.Optional;

/**
 * CLUSTER sorts the rows of a table into a new file under ACCESS EXCLUSIVE, and builds its indexes anew.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-cluster.html">CLUSTER</a>.
 */
final class ClusterRule extends NewFilesRule {

    @Override
    public String id() {
        return "cluster";
    }

    @Override
    Optional<Maintenance> minded(Change change, boolean inTransaction) {
        // Of all tables the server refuses it in a transaction, in its own words.
        return change instanceof Maintenance.Cluster cluster
                        && (!inTransaction || cluster.relation().isPresent())
                ? Optional.of(cluster)
                : Optional.empty();
    }

    @Override
    String doing(String what) {
        return "cluster " + what;
    }

    @Override
    String everything() {
        return "every table of this database that was clustered before";
    }

    @Override
    String instead(String table) {
        return """
                pg_repack and pg_squeeze sort a table while the application goes on, with a lock of a moment at the end:
                    pg_repack --table=%1$s --order-by=<columns of the index>
                Or choose a quiet time, and allow it by name.
                """.formatted(table);
    }
}
