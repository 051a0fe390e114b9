package io.ddlguard.guard;

import java.util.List;
import java.util.Random;

/** The chance of one draw: the same seed throws the same. */
final class Dice {

    private final Random random;

    Dice(long seed) {
        this.random = new Random(seed);
    }

    /** From 0 on. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean percent(int chance) {
        return below(100) < chance;
    }

    <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    String pick(String... choices) {
        return choices[below(choices.length)];
    }

    /** The text, or nothing. */
    String maybe(int chance, String text) {
        return percent(chance) ? text : "";
    }
}
