package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.AllRows;
import io.ddlguard.change.Change;
import java.sql.SQLException;
import java.util.Optional;

/**
 * UPDATE without a WHERE locks every row until its transaction ends, and writes each anew. What a transaction does
 * cannot be done in batches behind its back: they would stay when it rolls back.
 *
 * <p><a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS">Row-Level Locks</a>.
 */
final class BatchDmlRule implements Rule {

    /** Fewer are updated in the time of a few pages' loads. */
    private static final double MANY = 100_000;

    private static final long LARGE = 16L << 20;

    @Override
    public String id() {
        return "batch-dml";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof AllRows rows) || rows.kind() != AllRows.Kind.UPDATE) {
            return Optional.empty();
        }
        return HotTable.find(facts, rows.table()).filter(BatchDmlRule::isLarge).map(this::finding);
    }

    /** A table that was never analyzed is as large as its file. */
    private static boolean isLarge(HotTable table) {
        return table.size().rows() < 0
                ? table.size().bytes() < 0 || table.size().bytes() >= LARGE
                : table.size().rows() >= MANY;
    }

    private Finding finding(HotTable table) {
        return Finding.harmful(
                this,
                table.object(),
                "update every row of " + table.relation(),
                "All rows of " + table.described()
                        + " are locked until the migration commits: who updates or deletes one"
                        + " waits. Each is written anew, so that the table may become twice as large, and replicas and"
                        + " VACUUM have all of them to work off afterwards.",
                Instead.inBatches("UPDATE " + table.relation() + " SET <the new values>", table.relation()));
    }
}
