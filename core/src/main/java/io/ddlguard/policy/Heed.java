package io.ddlguard.policy;

import java.time.Duration;

/**
 * What a lock that stops others, and long work beside the transaction, wait for.
 *
 * @param replicaLag how far behind a replica may be; zero where nobody asks
 * @param activeQueries how many sessions may be at work; zero where nobody asks
 */
public record Heed(Duration replicaLag, int activeQueries) {

    public static final Heed NOTHING = new Heed(Duration.ZERO, 0);

    public boolean isNothing() {
        return replicaLag.isZero() && activeQueries == 0;
    }
}
