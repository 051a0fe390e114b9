package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the caller's call on the caller's connection with a short lock_timeout, again and again: a statement that waits
 * for a strong lock stops everyone who comes after it.
 *
 * <p>In a transaction the tries go back to a savepoint, because an error would end the transaction otherwise; without
 * one, each try is a transaction of its own. The caller's lock_timeout is as before afterwards.
 */
public final class PoliteCall {

    /** A text that does not want to wait says so. */
    private static final Pattern NOWAIT = Pattern.compile("\\bNOWAIT\\b", Pattern.CASE_INSENSITIVE);

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final TransactionLocks transaction;
    private final Limits limits;
    private final Job job;
    private final Backoff backoff;
    private final Attempt attempt;
    private final boolean cutShort;
    private boolean locksFirst;
    private volatile boolean cancelled;

    /** @param limits a shorter lock_timeout of the caller's own is kept; the query timeout is for all tries together */
    public PoliteCall(
            Session caller, CallerContext context, Side side, TransactionLocks transaction, Limits limits, Job job) {
        Duration cap = limits.lockTimeout();
        Duration giveUpAfter = limits.giveUpAfter();
        Duration queryTimeout = limits.queryTimeout();
        this.caller = caller;
        this.context = context;
        this.side = side;
        this.transaction = transaction;
        this.limits = limits;
        this.job = job;
        long own = context.lockTimeoutMillis();
        this.cutShort = !queryTimeout.isZero() && queryTimeout.compareTo(giveUpAfter) < 0;
        this.backoff = new Backoff(
                own > 0 && own < cap.toMillis() ? Duration.ofMillis(own) : cap, cutShort ? queryTimeout : giveUpAfter);
        // A plan may have begun one around us.
        boolean inTransaction = context.inTransaction() || caller.transactionState() != TransactionState.IDLE;
        this.attempt =
                inTransaction ? new SavepointAttempt(caller, transaction, own) : new OwnTransactionAttempt(caller);
    }

    /** Ends the waiting between two tries; any thread may call it. */
    public void cancel() {
        cancelled = true;
        backoff.end();
    }

    public <T extends @Nullable Object> T run(TextLocks locks, String sql, Call<T> call)
            throws SQLException, HeedEnded {
        boolean queues = !NOWAIT.matcher(sql).find();
        if (!queues && limits.heed().isNothing()) {
            return call.run(sql);
        }
        WantedLocks wanted = onTheSide(() -> WantedLocks.find(side, locks.targets()));
        locksFirst = locks.ofOneStatement();
        LockQueue queue =
                new LockQueue(this::keepAlive, context.pid(), side, wanted, transaction, limits, job, backoff);
        for (int tries = 1; ; tries++) {
            LockLook look = onTheSide(queues ? queue::standAside : queue::heed);
            if (cancelled) {
                attempt.giveUp();
                throw Cancelled.byTheUser();
            }
            if (!queues) {
                return call.run(sql);
            }
            try {
                return tryOnce(wanted, queue, look, sql, call).get();
            } catch (LockMissed missed) {
                boolean canBeTakenBack = attempt.canBeTakenBack();
                if (canBeTakenBack) {
                    attempt.takeBack();
                }
                if (!canBeTakenBack || !onTheSide(queue::tryAgain)) {
                    attempt.giveUp();
                    if (cancelled || cutShort) {
                        throw Cancelled.byTheUser();
                    }
                    queue.giveUp(missed.error(), tries);
                    throw missed.error();
                }
            }
        }
    }

    @FunctionalInterface
    private interface Question<A> {
        A ask() throws SQLException, HeedEnded;
    }

    /** The statement is not sent where the side cannot be asked: the transaction must not be committed without it. */
    private <A> A onTheSide(Question<A> question) throws SQLException, HeedEnded {
        try {
            return question.ask();
        } catch (SQLException | HeedEnded e) {
            attempt.giveUp();
            if (e instanceof HeedEnded && cutShort && backoff.isOver()) {
                throw Cancelled.byTheUser();
            }
            throw e;
        }
    }

    private void keepAlive() throws SQLException {
        if (caller.transactionState() == TransactionState.OPEN) {
            caller.release();
        }
    }

    private <T extends @Nullable Object> CallOutcome<T> tryOnce(
            WantedLocks wanted, LockQueue queue, LockLook look, String sql, Call<T> call)
            throws SQLException, LockMissed {
        try {
            attempt.begin(backoff.lockTimeoutMillis());
            lockFirst(wanted, look);
            Duration waited = queue.waited();
            long sent = System.nanoTime();
            CallOutcome<T> outcome = CallOutcome.of(call, sql, caller);
            transaction.taken(wanted, waited, sent);
            attempt.keep();
            return outcome;
        } catch (SQLException | RuntimeException | Error e) {
            if (e instanceof SQLException error && LockErrors.isWorthARetry(error)) {
                throw new LockMissed(error);
            }
            attempt.fail(e);
            throw e;
        }
    }

    private void lockFirst(WantedLocks wanted, LockLook look) throws SQLException {
        if (!locksFirst || !attempt.canBeTakenBack()) {
            return;
        }
        long timeout = backoff.lockTimeoutMillis();
        List<String> commands = FirstLocks.commands(side, wanted, look, timeout);
        long began = System.nanoTime();
        try {
            for (String command : commands) {
                caller.execute(command);
            }
            if (!commands.isEmpty()) {
                // Whoever waits behind the first of them has waited since then.
                attempt.lockTimeout(Math.max(1, timeout - (System.nanoTime() - began) / 1_000_000));
            }
        } catch (SQLException e) {
            if (LockErrors.isWorthARetry(e)) {
                throw e;
            }
            // A name that the caller's transaction has changed: the statement finds its relations by itself.
            locksFirst = false;
            attempt.takeBack();
            attempt.begin(backoff.lockTimeoutMillis());
        }
    }

    /** A try that got its locks not in time. */
    private static final class LockMissed extends Exception {

        private final SQLException error;

        LockMissed(SQLException error) {
            super(error);
            this.error = error;
        }

        SQLException error() {
            return error;
        }
    }
}
