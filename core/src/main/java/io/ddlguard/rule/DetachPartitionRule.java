package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Removal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * DETACH PARTITION takes ACCESS EXCLUSIVE on both tables, and on those at the other ends of foreign keys. CONCURRENTLY,
 * from PostgreSQL 14 on, takes it on the partition alone, at the end.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION">ALTER TABLE,
 * DETACH PARTITION</a>.
 */
final class DetachPartitionRule implements Rule {

    private static final int CONCURRENTLY = 140000;

    @Override
    public String id() {
        return "detach-partition";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Removal.DetachPartition detach) || detach.concurrently()) {
            return Optional.empty();
        }
        Optional<HotTable> parent = HotTable.find(facts, detach.relation());
        Optional<HotTable> partition = HotTable.find(facts, detach.partition());
        if (parent.isEmpty()
                || partition.isEmpty()
                || !facts.partitionsOf(parent.get().relation())
                        .contains(partition.get().relation())) {
            return Optional.empty();
        }
        HotTable table = partition.get();
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "detach " + table.relation() + " from " + parent.get().relation(),
                "Queries of " + parent.get().relation() + " no longer find the rows of " + table.described()
                        + " from the commit on. It takes ACCESS EXCLUSIVE on both tables: reads and writes stop until the"
                        + " migration commits.",
                instead(parent.get().relation(), table.relation(), facts)));
    }

    private static String instead(Relation parent, Relation partition, Facts facts) {
        if (facts.context().version() < CONCURRENTLY) {
            return """
                    Before PostgreSQL 14 there is no other way, and it takes but a moment once it has its locks. Allow it by
                    name: ddlguard then queues for them in short tries, so that nobody waits behind it for long.
                    """;
        }
        return Instead.outsideATransaction(
                        List.of("ALTER TABLE " + parent + " DETACH PARTITION " + partition + " CONCURRENTLY"))
                + "That is refused where there is a default partition (55000). If it is cut off, FINALIZE in its place\nends"
                + " it.";
    }
}
