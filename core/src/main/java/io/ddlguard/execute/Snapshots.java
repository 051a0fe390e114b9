package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets go of the snapshots that idle connections of this JVM pin. pgjdbc leaves the portal of the last answer open in a
 * transaction, and CREATE INDEX CONCURRENTLY waits for every snapshot older than its own: so Flyway's lock connection,
 * which idles in a transaction after a SELECT, holds up a build for ever. An empty query takes the portal's place.
 */
final class Snapshots {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Snapshots() {}

    /** Releases what is pinned by an idle connection and can be; answers the sessions that still pin one. */
    static List<Session> release(Side side, List<Session> sessions) throws SQLException {
        // Without pg_read_all_stats another role's state is hidden: those are released unseen.
        for (Session session : idle(side, sessions, "(backend_xmin IS NOT NULL OR backend_start IS NULL)")) {
            if (session.transactionState() == TransactionState.OPEN) {
                release(session);
            }
        }
        return idle(side, sessions, "backend_xmin IS NOT NULL");
    }

    /** Those that the server sees idle in a transaction, as far as it shows. */
    private static List<Session> idle(Side side, List<Session> sessions, String pinning) throws SQLException {
        return Callers.those(
                sessions, side, "coalesce(state, 'idle in transaction') LIKE 'idle in transaction%' AND " + pinning);
    }

    /** On a thread of its own: the connection is another thread's, and the driver's lock may be taken. */
    private static void release(Session session) {
        CompletableFuture<Void> released = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        session.release();
                    } catch (SQLException | RuntimeException e) {
                        // Its owner will meet the same error with its next statement.
                    }
                    released.complete(null);
                },
                "ddlguard-release");
        thread.setDaemon(true);
        thread.start();
        try {
            released.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Still busy: the server will say whether its snapshot is in the way.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
