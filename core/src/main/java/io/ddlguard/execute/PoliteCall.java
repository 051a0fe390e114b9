package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the caller's call on the caller's connection with a short lock_timeout, again and again: a statement that waits
 * for a strong lock stops everyone who comes after it.
 *
 * <p>In a transaction the tries go back to a savepoint, because an error would end the transaction otherwise; without
 * one, each try is a transaction of its own. The caller's lock_timeout is as before afterwards.
 *
 * <p>The call of a batch is made only once. The tries are for its locks, which are all taken before it.
 */
public final class PoliteCall {

    /** A text that does not want to wait says so. */
    private static final Pattern NOWAIT = Pattern.compile("\\bNOWAIT\\b", Pattern.CASE_INSENSITIVE);

    private static final String AS_IT_IS =
            "sent a batch without a lock_timeout: in this preferQueryMode each of its items"
                    + " is a transaction of its own, and a timeout would have to be set for the session. Leave preferQueryMode"
                    + " at its default, or send the batch in a transaction.";

    private static final String ANOTHER_LOCK =
            "an item of the batch did not get a lock in time, while the batch held the locks of"
                    + " its DDL; nothing of it was done. A batch can be sent only once: try it again, or put its DDL in a migration"
                    + " of its own.";

    private final Session caller;
    private final CallerContext context;
    private final Side side;
    private final TransactionLocks transaction;
    private final Limits limits;
    private final Job job;
    private final Backoff backoff;
    private final Attempt attempt;
    private final boolean cutShort;
    private final boolean inTransaction;
    private boolean batch;
    private boolean locksFirst;
    private boolean hasAllLocks;
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
        this.inTransaction = context.inTransaction() || caller.transactionState() != TransactionState.IDLE;
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
        batch = locks.form() == TextLocks.Form.BATCH;
        locksFirst = locks.form() != TextLocks.Form.SCRIPT;
        LockQueue queue =
                new LockQueue(this::keepAlive, context.pid(), side, wanted, transaction, limits, job, backoff);
        boolean asItIs = batch && !inTransaction && !caller.batchesAreOneTransaction();
        boolean lastWord = false;
        for (int tries = 1; ; tries++) {
            LockLook look = onTheSide(queues ? queue::standAside : queue::heed);
            if (cancelled) {
                attempt.giveUp();
                throw Cancelled.byTheUser();
            }
            if (asItIs) {
                job.reporter().report(new Event.Notice(Event.Level.WARN, AS_IT_IS));
            }
            if (asItIs || !queues) {
                return call.run(sql);
            }
            try {
                long cap = lastWord ? 1 : backoff.capMillis();
                return tryOnce(wanted, queue, look, cap, sql, call).get();
            } catch (LockMissed missed) {
                if (missed.batchIsGone()) {
                    attempt.fail(missed.error());
                    tellOfTheBatch(queue, missed.error(), tries);
                    throw missed.error();
                }
                boolean canBeTakenBack = attempt.canBeTakenBack();
                if (canBeTakenBack) {
                    attempt.takeBack();
                }
                if (!canBeTakenBack || !onTheSide(queue::tryAgain)) {
                    if (batch && !cancelled && !cutShort) {
                        // Sent for its error, which is the driver's to make: it holds what became of the items.
                        lastWord = true;
                        locksFirst = false;
                        continue;
                    }
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
            WantedLocks wanted, LockQueue queue, LockLook look, long batchTimeout, String sql, Call<T> call)
            throws SQLException, LockMissed {
        CallOutcome<T> outcome = null;
        boolean sentBatch = false;
        try {
            long timeout = backoff.lockTimeoutMillis();
            attempt.begin(timeout);
            long waitedFor = locksFirst && attempt.canBeTakenBack() ? lockFirst(wanted, look, timeout) : 0;
            if (batch) {
                attempt.lockTimeout(Math.max(1, batchTimeout - waitedFor));
            } else if (waitedFor > 0) {
                attempt.lockTimeout(Math.max(1, timeout - waitedFor));
            }
            Duration waited = queue.waited();
            long sent = System.nanoTime();
            sentBatch = batch;
            outcome = CallOutcome.of(call, sql, caller);
            transaction.taken(wanted, waited, sent);
            attempt.keep();
            return outcome;
        } catch (SQLException e) {
            SQLException error = sentBatch && !inTransaction ? BatchError.ofOneTransaction(e, outcome) : e;
            if (LockErrors.isWorthARetry(error)) {
                throw new LockMissed(error, sentBatch);
            }
            attempt.fail(error);
            throw error;
        } catch (RuntimeException | Error e) {
            attempt.fail(e);
            throw e;
        }
    }

    /** Answers how many milliseconds others may have waited behind the first of the locks, if there was one to take. */
    private long lockFirst(WantedLocks wanted, LockLook look, long timeout) throws SQLException {
        FirstLocks first = FirstLocks.of(side, wanted, look, timeout, batch ? 1 : 2);
        try {
            for (String command : first.against()) {
                caller.execute(command);
            }
            long began = System.nanoTime();
            for (String command : first.take()) {
                caller.execute(command);
            }
            hasAllLocks = wanted.without(look.own()).all().stream().allMatch(WantedLocks.Wanted::lockable);
            return first.take().isEmpty() ? 0 : (System.nanoTime() - began) / 1_000_000;
        } catch (SQLException e) {
            if (LockErrors.isWorthARetry(e)) {
                throw e;
            }
            // A name that the caller's transaction has changed: the statement finds its relations by itself.
            locksFirst = false;
            attempt.takeBack();
            attempt.begin(timeout);
            return 0;
        }
    }

    private void tellOfTheBatch(LockQueue queue, SQLException error, int tries) {
        if (locksFirst && hasAllLocks) {
            job.reporter().report(new Event.Notice(Event.Level.ERROR, ANOTHER_LOCK));
            error.addSuppressed(new LockWaitEnded(ANOTHER_LOCK));
        } else {
            queue.giveUp(error, tries);
        }
    }

    /** A try that got its locks not in time. */
    private static final class LockMissed extends Exception {

        private final SQLException error;
        private final boolean batchIsGone;

        LockMissed(SQLException error, boolean batchIsGone) {
            super(error);
            this.error = error;
            this.batchIsGone = batchIsGone;
        }

        SQLException error() {
            return error;
        }

        /** Whether it was sent: then the driver has nothing left to send again. */
        boolean batchIsGone() {
            return batchIsGone;
        }
    }
}
