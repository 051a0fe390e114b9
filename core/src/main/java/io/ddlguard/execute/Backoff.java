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
    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Duration cap;
    private long deadline;
    private final Thread waiter = Thread.currentThread();
    private volatile boolean ended;
    private long millis;
    private Duration untilNextLook = FIRST_LOOK;

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

    /**
     * Stays away until the next look, without a try before: a quarter of a second at first, a second later. Answers
     * false when the deadline has come, or it was ended.
     */
    boolean stayAway() {
        long until = System.nanoTime() + untilNextLook.toNanos();
        Duration twice = untilNextLook.multipliedBy(2);
        untilNextLook = twice.compareTo(LONGEST_LOOK) < 0 ? twice : LONGEST_LOOK;
        return sleepUntil(Math.min(until, deadline)) && System.nanoTime() < deadline;
    }

    boolean isOver() {
        return System.nanoTime() >= deadline;
    }

    /** Whether {@link #end} was called, as opposed to a deadline that has come. */
    boolean isEnded() {
        return ended;
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
        untilNextLook = FIRST_LOOK;
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
