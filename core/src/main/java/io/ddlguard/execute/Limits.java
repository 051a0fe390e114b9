package io.ddlguard.execute;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param lockTimeout the longest that a try stands in a lock's queue where others wait behind it
 * @param giveUpAfter how long a lock is tried for, and older transactions are waited for
 * @param maxHeld how long a transaction that stops others already waits for another lock
 * @param maxAfter how long a job works at what comes after its commits, all in all; zero for as long as it takes
 * @param queryTimeout of the caller's statement; zero for none
 */
public record Limits(
        Duration lockTimeout, Duration giveUpAfter, Duration maxHeld, Duration maxAfter, Duration queryTimeout) {

    Limits withQueryTimeout(Duration other) {
        return new Limits(lockTimeout, giveUpAfter, maxHeld, maxAfter, other);
    }
}
