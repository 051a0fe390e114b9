package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The indexes that one caller's open transaction has adopted, and those that could not be dropped yet.
 *
 * <p>If the transaction rolls back, wholly or to a savepoint, what it adopted bears its private name again and nobody
 * wants it: it is dropped when the transaction has ended. The catalog tells, not the sequence of the caller's calls.
 * Used by the caller's thread.
 */
public final class Adoptions {

    /**
     * DROP INDEX CONCURRENTLY waits for every transaction that uses the table. One that stays must not hold up the
     * caller: then the drop is tried again when the next transaction ends, and when the connection closes.
     */
    private static final long DROP_TIMEOUT_MILLIS = 2_000;

    /** The plain form stops everyone who comes after it. */
    private static final long PLAIN_DROP_TIMEOUT_MILLIS = 200;

    private static final String CONCURRENTLY = "DROP INDEX CONCURRENTLY ";

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private record Adopted(String schema, String privateName, List<String> undo) {}

    private final Reporter reporter;
    private final List<Adopted> adopted = new ArrayList<>();
    private final List<String> drops = new ArrayList<>();

    public Adoptions(Reporter reporter) {
        this.reporter = reporter;
    }

    public static boolean anyPending() {
        return PENDING.get() > 0;
    }

    void add(String schema, String privateName, List<String> undo) {
        adopted.add(new Adopted(schema, privateName, List.copyOf(undo)));
        PENDING.incrementAndGet();
    }

    /** Takes away what steps have left, now or when it is possible. */
    void drop(Side side, List<String> undo) {
        drops.addAll(undo);
        PENDING.addAndGet(undo.size());
        runDrops(side, false);
    }

    /** Whether there is something to settle, and the transaction that decides has ended. */
    public boolean isDue(Session caller, boolean closed) {
        return !(adopted.isEmpty() && drops.isEmpty())
                && (closed || caller.transactionState() == TransactionState.IDLE);
    }

    /**
     * Settles what the transaction decided, where {@link #isDue}. Never throws: it runs behind a commit.
     *
     * @param closed whether the caller's connection is closed: what cannot be dropped now never will be by us
     */
    public void settle(Side side, boolean closed) {
        for (Adopted each : adopted) {
            if (remains(side, each)) {
                drops.addAll(each.undo());
                PENDING.addAndGet(each.undo().size());
            }
        }
        PENDING.addAndGet(-adopted.size());
        adopted.clear();
        runDrops(side, closed);
    }

    private boolean remains(Side side, Adopted each) {
        String pattern = each.privateName().replace("_", "\\_") + "%";
        try {
            return !side.query(
                            "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                    + " WHERE c.relname LIKE " + Quoting.literal(pattern) + " AND n.nspname = "
                                    + Quoting.literal(each.schema()),
                            row -> true)
                    .isEmpty();
        } catch (SQLException e) {
            reporter.report(new Event.LeftBehind("it may be that an index " + each.privateName(), e.getMessage(), ""));
            return false;
        }
    }

    private void runDrops(Side side, boolean last) {
        List<String> later = new ArrayList<>();
        for (String drop : drops) {
            try {
                dropEitherWay(side, drop);
            } catch (SQLException e) {
                if (!last && (LockErrors.isWorthARetry(e) || !side.isUsable())) {
                    later.add(drop);
                } else {
                    reporter.report(new Event.LeftBehind("an index that nobody uses", e.getMessage(), drop));
                }
            }
        }
        PENDING.addAndGet(later.size() - drops.size());
        drops.clear();
        drops.addAll(later);
    }

    /** Where an event trigger writes, CONCURRENTLY is refused as not the first action of its transaction. */
    private static void dropEitherWay(Side side, String drop) throws SQLException {
        try {
            side.execute(drop, drop.startsWith(CONCURRENTLY) ? DROP_TIMEOUT_MILLIS : PLAIN_DROP_TIMEOUT_MILLIS);
        } catch (SQLException e) {
            if (LockErrors.isWorthARetry(e) || !drop.startsWith(CONCURRENTLY)) {
                throw e;
            }
            try {
                side.execute("DROP INDEX " + drop.substring(CONCURRENTLY.length()), PLAIN_DROP_TIMEOUT_MILLIS);
            } catch (SQLException plain) {
                plain.addSuppressed(e);
                throw plain;
            }
        }
    }
}
