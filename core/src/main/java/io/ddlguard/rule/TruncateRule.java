package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import java.sql.SQLException;
import java.util.Optional;

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
        for (RelationName name : truncate.tables()) {
            Optional<HotTable> table = HotTable.find(facts, name);
            if (table.isPresent()) {
                return Optional.of(finding(table.get(), truncate.cascade()));
            }
        }
        return Optional.empty();
    }

    private Finding finding(HotTable table, boolean cascade) {
        return Finding.harmful(
                this,
                table.object(),
                "truncate " + table.relation(),
                "All rows of " + table.described() + " are lost"
                        + (cascade ? ", and those of every table that refers to it (CASCADE)" : "")
                        + ", for transactions that began before it too. It takes ACCESS EXCLUSIVE on the table: reads"
                        + " and writes stop until the migration commits.",
                """
                Delete what has to go, in small batches, while the application runs:
                    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE <condition> LIMIT 1000));
                If every row has to go, allow it by name.""".formatted(table.relation()));
    }
}
