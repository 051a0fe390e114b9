package io.ddlguard.chaos;

import java.util.concurrent.ThreadLocalRandom;

/**
 * What makes the random moments the same again: the seed and the bounds that they were chosen within, which are those of
 * one recording. Written {@code seed:messages:millis}.
 */
record Seed(long value, int messages, long millis) {

    /** The one that the system property {@code chaos.seed} gives, or another one each time. */
    static Seed chosen(Recording recording) {
        String given = System.getProperty("chaos.seed", "");
        if (!given.isBlank()) {
            String[] parts = given.split(":");
            return new Seed(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        }
        return new Seed(ThreadLocalRandom.current().nextLong(1_000_000), recording.messages(), recording.millis());
    }

    @Override
    public String toString() {
        return value + ":" + messages + ":" + millis;
    }
}
