package io.ddlguard.chaos;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Strikes once, at its moment. Nothing passes the relay meanwhile. */
final class Striker implements Tap, AutoCloseable {

    private final Moment moment;
    private final boolean silences;
    private final Map<String, Integer> occurrences = new HashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private @Nullable Runnable strike;
    private boolean timed;
    private boolean hasStruck;
    private boolean disarmed;
    private @Nullable Sighting lastWork;
    private @Nullable RuntimeException failure;

    /** With {@code silences}, nothing passes from the strike on. */
    Striker(Moment moment, boolean silences) {
        this.moment = moment;
        this.silences = silences;
    }

    /** Until then nothing passes: the deploy may be quicker than whoever started it. */
    synchronized void arm(Runnable strike) {
        this.strike = strike;
        notifyAll();
    }

    /** From here on everything passes. */
    synchronized void disarm() {
        strike = () -> {};
        hasStruck = true;
        disarmed = true;
    }

    @Override
    public synchronized boolean before(Sighting sighting) {
        awaitArmed();
        if (moment instanceof Moment.Millis time && !timed) {
            timed = true;
            clock.schedule(this::strikeNow, time.millis(), TimeUnit.MILLISECONDS);
        }
        occurrences.merge(sighting.label(), 1, Integer::sum);
        strikeAt(Side.BEFORE, sighting);
        return disarmed || !hasStruck || !silences;
    }

    @Override
    public synchronized void after(Sighting sighting) {
        // A deploy that is struck may get a COMMIT out before it dies.
        if (sighting.isWork() && (!hasStruck || !disarmed && sighting.isCommit())) {
            lastWork = sighting;
        }
        strikeAt(Side.AFTER, sighting);
    }

    private void strikeAt(Side side, Sighting sighting) {
        if (moment.isAt(side, sighting, occurrences.get(sighting.label()))) {
            strikeNow();
        }
    }

    private synchronized void strikeNow() {
        if (!hasStruck && strike != null) {
            hasStruck = true;
            try {
                strike.run();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }

    private void awaitArmed() {
        while (strike == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whether the moment has come. */
    synchronized boolean hasStruck() {
        if (failure != null) {
            throw failure;
        }
        return hasStruck;
    }

    /** The last message of the struck deploy at which the server did more than to answer a question. */
    @Nullable
    synchronized Sighting lastWork() {
        return lastWork;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
