package io.ddlguard.execute;

import java.lang.reflect.Array;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a batch of a connection in autocommit fails with, that is sent in a transaction of ours. */
final class BatchError {

    private BatchError() {}

    /**
     * @param outcome of the call, where it was the COMMIT that failed: of the driver's own batch the last item would
     *     have, with the same error
     */
    static SQLException ofOneTransaction(SQLException error, @Nullable CallOutcome<?> outcome) {
        if (error instanceof BatchUpdateException failed) {
            long[] counts = failed.getLargeUpdateCounts();
            boolean someDone = Arrays.stream(counts).anyMatch(count -> count != Statement.EXECUTE_FAILED);
            // The driver ends a long batch in the middle, and counts what was before as done; it was rolled back.
            return someDone ? with(failed, counts.length, failed.getMessage()) : failed;
        }
        Object counts = outcome == null ? null : outcome.result();
        if (counts == null) {
            return error;
        }
        int items = Array.getLength(counts);
        return with(
                error,
                items,
                "Batch entry " + items + " <unknown> was aborted: " + error.getMessage()
                        + "  Call getNextException to see other errors in the batch.");
    }

    private static BatchUpdateException with(SQLException error, int items, @Nullable String message) {
        long[] counts = new long[items];
        Arrays.fill(counts, Statement.EXECUTE_FAILED);
        boolean ofTheCommit = !(error instanceof BatchUpdateException);
        Throwable cause = ofTheCommit ? error : error.getCause();
        BatchUpdateException batch =
                new BatchUpdateException(message, error.getSQLState(), error.getErrorCode(), counts, cause);
        SQLException next = ofTheCommit ? error : error.getNextException();
        if (next != null) {
            batch.setNextException(next);
        }
        return batch;
    }
}
