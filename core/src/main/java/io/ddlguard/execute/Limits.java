package io.ddlguard.execute;

import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Heed;
import java.time.Duration;

/**
 * How long things may take.
 *
 * @param lockTimeout the longest that a try stands in a lock's queue where others wait behind it
 * @param giveUpAfter how long a lock is tried for, and older transactions are waited for
 * @param maxHeld how long a transaction that stops others already waits for another lock
 * @param heed what else is waited for, in the same time, before a lock that stops others or long work
 * @param maxAfter how long a job works at what comes after its commits, all in all; zero for as long as it takes
 * @param queryTimeout of the caller's statement; zero for none
 */
public record Limits(
        Duration lockTimeout,
        Duration giveUpAfter,
        Duration maxHeld,
        Heed heed,
        Duration maxAfter,
        Duration queryTimeout) {

    public static Limits of(EnvironmentPolicy policy) {
        return new Limits(
                policy.lockTimeout(),
                policy.giveUpAfter(),
                policy.maxHeld(),
                policy.heed(),
                policy.maxAfter(),
                Duration.ZERO);
    }

    /** For work that somebody has asked for by name, and waits for. */
    public Limits withoutMaxAfter() {
        return new Limits(lockTimeout, giveUpAfter, maxHeld, heed, Duration.ZERO, queryTimeout);
    }

    public Limits withQueryTimeout(Duration other) {
        return new Limits(lockTimeout, giveUpAfter, maxHeld, heed, maxAfter, other);
    }
}
