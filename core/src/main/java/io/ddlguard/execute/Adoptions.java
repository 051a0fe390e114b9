package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.journal.Journal;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private record Adopted(String schema, String privateName, Leftover leftover) {}

    /**
     * @param row the id of the journal row that says so too; null where there is none
     */
    private record Leftover(List<String> drops, @Nullable String row) {}

    private final Reporter reporter;
    private final Journal journal;
    private final List<Adopted> adopted = new ArrayList<>();
    private final List<Leftover> leftovers = new ArrayList<>();

    public Adoptions(Journal journal, Reporter reporter) {
        this.journal = journal;
        this.reporter = reporter;
    }

    public static boolean anyPending() {
        return PENDING.get() > 0;
    }

    /** Whether the caller's open transaction has adopted anything. */
    public boolean hasAdopted() {
        return !adopted.isEmpty();
    }

    void add(String schema, String privateName, List<String> undo, @Nullable String row) {
        adopted.add(new Adopted(schema, privateName, new Leftover(List.copyOf(undo), row)));
        PENDING.incrementAndGet();
    }

    /** Takes away what steps have left, now or when it is possible. */
    void drop(Side side, List<String> undo, @Nullable String row) {
        if (!undo.isEmpty() || row != null) {
            leftovers.add(new Leftover(List.copyOf(undo), row));
            PENDING.incrementAndGet();
            dropAll(side, false);
        }
    }

    /** Tries again to drop what is left. Answers whether nothing of this is left now, so that it can be made again. */
    boolean areDropped(Side side, List<String> drops) {
        dropAll(side, false);
        return leftovers.stream().allMatch(leftover -> Collections.disjoint(leftover.drops(), drops));
    }

    /** Whether there is something to settle, and the transaction that decides has ended. */
    public boolean isDue(Session caller, boolean closed) {
        return !(adopted.isEmpty() && leftovers.isEmpty())
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
                leftovers.add(each.leftover());
                PENDING.incrementAndGet();
            }
        }
        PENDING.addAndGet(-adopted.size());
        adopted.clear();
        dropAll(side, closed);
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

    private void dropAll(Side side, boolean last) {
        List<Leftover> later = new ArrayList<>();
        for (Leftover leftover : leftovers) {
            List<String> remaining = drop(side, leftover, last);
            if (!remaining.isEmpty()) {
                later.add(new Leftover(remaining, leftover.row()));
            }
        }
        PENDING.addAndGet(later.size() - leftovers.size());
        leftovers.clear();
        leftovers.addAll(later);
    }

    /** Answers the drops that have to wait. */
    private List<String> drop(Side side, Leftover leftover, boolean last) {
        List<String> remaining = new ArrayList<>();
        boolean gone = true;
        for (String drop : leftover.drops()) {
            try {
                dropEitherWay(side, drop);
            } catch (SQLException e) {
                gone = false;
                if (!last && (LockErrors.isWorthARetry(e) || !side.isUsable())) {
                    remaining.add(drop);
                } else {
                    String what = drop.startsWith("DROP INDEX ") ? "an index that nobody uses" : "a CHECK of ours";
                    reporter.report(new Event.LeftBehind(what, e.getMessage(), drop));
                }
            }
        }
        if (gone && leftover.row() != null) {
            closeRow(side, leftover.row());
        }
        return remaining;
    }

    private void closeRow(Side side, String row) {
        try {
            journal.undone(side, row, "not adopted: the statement or its transaction failed");
        } catch (SQLException e) {
            // The next recovery finds the index gone, and does it.
            reporter.report(new Event.Notice(Event.Level.WARN, "the journal keeps an entry: " + e.getMessage()));
        }
    }

    private static void dropEitherWay(Side side, String drop) throws SQLException {
        try {
            side.execute(drop, ConcurrentDrop.is(drop) ? DROP_TIMEOUT_MILLIS : PLAIN_DROP_TIMEOUT_MILLIS);
        } catch (SQLException e) {
            if (!ConcurrentDrop.isRefused(drop, e)) {
                throw e;
            }
            try {
                side.execute(ConcurrentDrop.plain(drop), PLAIN_DROP_TIMEOUT_MILLIS);
            } catch (SQLException plain) {
                plain.addSuppressed(e);
                throw plain;
            }
        }
    }
}
