package io.ddlguard.execute;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param lockTimeout the longest that a try stands in a lock's queue where others wait behind it
 * @param giveUpAfter how long a lock is tried for, and older transactions are waited for
 * @param queryTimeout of the caller's statement; zero for none
 */
public record Limits(Duration lockTimeout, Duration giveUpAfter, Duration queryTimeout) {}
