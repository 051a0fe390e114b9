package io.ddlguard.chaos;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Prints each round as it ends, and a table at the end. */
final class Report {

    private final PrintStream out = System.out;
    private final long start = System.nanoTime();
    private final int expected;
    private final Seed seed;
    private final List<Outcome> outcomes = new ArrayList<>();

    Report(int expected, Seed seed) {
        this.expected = expected;
        this.seed = seed;
    }

    void open(Recording recording) {
        out.printf(
                "%d rounds; the undisturbed deploy sends %d messages, has %d step boundaries and takes %d ms; seed %s%n",
                expected, recording.messages(), recording.boundaries().size(), recording.millis(), seed);
    }

    synchronized void add(Outcome outcome) {
        outcomes.add(outcome);
        out.printf(
                "round %d (%d of %d), %d s: %s: %s%n",
                outcome.round().number(), outcomes.size(), expected, seconds(), outcome.round(), outcome);
    }

    void close() {
        out.printf("%n%-10s %7s %7s %12s %11s %7s%n", "", "rounds", "struck", "unrecorded", "ms a round", "failed");
        for (Disturbance disturbance : Disturbance.values()) {
            row(disturbance.toString(), outcome -> outcome.round().disturbance() == disturbance);
        }
        row("all", outcome -> true);
        out.printf("took %d s%n", seconds());
        for (Outcome outcome : failed()) {
            out.printf(
                    "failed: -Dchaos=%s -Dchaos.seed=%s -Dchaos.only=%d%n",
                    System.getProperty("chaos"), seed, outcome.round().number());
        }
    }

    private void row(String name, Predicate<Outcome> which) {
        List<Outcome> rows = outcomes.stream().filter(which).toList();
        out.printf(
                "%-10s %7d %7d %12d %11.0f %7d%n",
                name,
                rows.size(),
                rows.stream().filter(Outcome::hasStruck).count(),
                rows.stream().filter(outcome -> !outcome.unrecorded().isEmpty()).count(),
                rows.stream().mapToLong(Outcome::millis).average().orElse(0),
                rows.stream().filter(outcome -> !outcome.isWell()).count());
    }

    List<Outcome> failed() {
        return outcomes.stream().filter(outcome -> !outcome.isWell()).toList();
    }

    private long seconds() {
        return (System.nanoTime() - start) / 1_000_000_000;
    }
}
