package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The indexes that one caller's open transaction has adopted. If it rolls back, wholly or to a savepoint, they bear
 * their private names again and nobody wants them: they are dropped when the transaction has ended. The catalog tells,
 * not the sequence of the caller's calls. Used by the caller's thread.
 */
public final class Adoptions {

    /** Of all callers, so that a door can tell without a look at any connection that none has to be looked at. */
    private static final AtomicInteger PENDING = new AtomicInteger();

    private record Adopted(String schema, String privateName, List<String> undo) {}

    private final List<Adopted> pending = new ArrayList<>();
    private final Reporter reporter;

    public Adoptions(Reporter reporter) {
        this.reporter = reporter;
    }

    public static boolean anyPending() {
        return PENDING.get() > 0;
    }

    void add(String schema, String privateName, List<String> undo) {
        pending.add(new Adopted(schema, privateName, undo));
        PENDING.incrementAndGet();
    }

    public boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Settles what the transaction decided, if it has ended. Never throws: it runs behind a commit. */
    public void settle(Session caller, Side side, boolean closed) {
        if (pending.isEmpty() || !closed && caller.transactionState() != TransactionState.IDLE) {
            return;
        }
        for (Iterator<Adopted> each = pending.iterator(); each.hasNext(); ) {
            Adopted adopted = each.next();
            each.remove();
            PENDING.decrementAndGet();
            if (remains(side, adopted)) {
                drop(side, adopted.undo(), reporter);
            }
        }
    }

    private boolean remains(Side side, Adopted adopted) {
        try {
            return !side.query(
                            "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                    + " WHERE c.relname LIKE "
                                    + Quoting.literal(adopted.privateName().replace("_", "\\_") + "%")
                                    + " AND n.nspname = " + Quoting.literal(adopted.schema()),
                            row -> true)
                    .isEmpty();
        } catch (SQLException e) {
            reporter.report(new Event.LeftBehind(adopted.privateName(), e.getMessage()));
            return false;
        }
    }

    /** Takes away what steps have left; what cannot be taken away is named. */
    static void drop(Side side, List<String> undo, Reporter reporter) {
        for (String command : undo) {
            try {
                side.lockTimeout(command.contains("CONCURRENTLY") ? 0 : 1000);
                side.execute(command);
                side.resetLockTimeout();
            } catch (SQLException e) {
                reporter.report(new Event.LeftBehind(
                        command.replaceFirst("^DROP INDEX (CONCURRENTLY )?IF EXISTS ", ""), e.getMessage()));
            }
        }
    }
}
