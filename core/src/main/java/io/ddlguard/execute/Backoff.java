package io.ddlguard.execute;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * How long to queue for a lock and how long to stay away then. Everyone who comes after us waits as long as we queue:
 * so the first try is short, later ones grow to the cap, and the pauses are twenty times as long.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration cap;
    private long deadline;
    private final Thread waiter = Thread.currentThread();
    private volatile boolean ended;
    private long millis;

    Backoff(Duration cap, Duration giveUpAfter) {
        this.cap = cap;
        this.deadline = System.nanoTime() + giveUpAfter.toNanos();
        this.millis = Math.min(FIRST.toMillis(), cap.toMillis());
    }

    /** The lock_timeout of the next try, in milliseconds; never zero, which would mean for ever. */
    long lockTimeoutMillis() {
        return Math.max(1, System.nanoTime() < deadline ? millis : cap.toMillis());
    }

    /** The longest lock_timeout of a try. */
    long capMillis() {
        return Math.max(1, cap.toMillis());
    }

    /** There is no more time than this, and perhaps less. */
    void endWithin(Duration time) {
        deadline = Math.min(deadline, System.nanoTime() + time.toNanos());
    }

    /** Stays away for a while, without a try before; answers false when the deadline has come, or it was ended. */
    boolean stayAway(Duration pause) {
        return sleepUntil(Math.min(System.nanoTime() + pause.toNanos(), deadline)) && System.nanoTime() < deadline;
    }

    /** Ends the pause that is, and those to come; any thread may call it. */
    void end() {
        ended = true;
        LockSupport.unpark(waiter);
    }

    /** Stays away for a while; answers false at once where the deadline would pass meanwhile, or it was ended. */
    boolean pause() {
        long pause = Math.min(millis * 20, LONGEST_PAUSE.toMillis());
        long jittered = (long) (pause * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
        long until = System.nanoTime() + Duration.ofMillis(jittered).toNanos();
        if (until > deadline) {
            return false;
        }
        millis = Math.min(millis * 2, cap.toMillis());
        return sleepUntil(until);
    }

    private boolean sleepUntil(long until) {
        while (!ended && System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !ended;
    }
}
