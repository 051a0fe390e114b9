package io.ddlguard.chaos;

import java.util.List;

/** How much is disturbed, by the system property {@code chaos}: {@code ci} or {@code whole}. */
enum Extent {
    CI(4),
    WHOLE(50);

    private final int replicaRounds;

    Extent(int replicaRounds) {
        this.replicaRounds = replicaRounds;
    }

    static Extent chosen() {
        String chosen = System.getProperty("chaos");
        for (Extent extent : values()) {
            if (extent.name().equalsIgnoreCase(chosen)) {
                return extent;
            }
        }
        throw new IllegalArgumentException("chaos is '" + chosen + "'; it is 'ci' or 'whole'");
    }

    List<Round> rounds(Recording recording, Seed seed) {
        return this == WHOLE ? Rounds.whole(recording, seed) : Rounds.bounded(recording, seed);
    }

    int replicaRounds() {
        return replicaRounds;
    }
}
