package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a deploy that does what comes after its commits finish, before a transaction of this one takes its first lock.
 * Its build would wait for our transaction, which tries for a lock again and again and never ends, and our tries are too
 * short for PostgreSQL's deadlock detector to see the circle.
 */
public final class OtherDeploys {

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private OtherDeploys() {}

    public static void letFinish(Session caller, CallerContext context, Side side, Job job, Limits limits)
            throws SQLException {
        if (context.wroteInTransaction()) {
            // Who waits for us by now is helped only by our end.
            return;
        }
        long began = System.nanoTime();
        boolean told = false;
        while (System.nanoTime() - began < limits.giveUpAfter().toNanos()
                && !Thread.currentThread().isInterrupted()
                && job.journal().isWorkedOn(side)) {
            if (!told) {
                told = true;
                job.reporter()
                        .report(new Event.Waiting(
                                "another deploy to finish what comes after its commit", List.of(), Duration.ZERO));
            }
            // Its build may wait for a snapshot that one of our connections has pinned and forgotten.
            Snapshots.release(side, job.callers().all());
            if (caller.transactionState() == TransactionState.OPEN) {
                // It keeps an idle transaction from its timeout.
                caller.release();
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
