package io.ddlguard.demo;

import io.ddlguard.demo.Phase.Deployment;
import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import io.ddlguard.testpostgres.Millis;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The phases side by side, and the one rule that the guarded one is held to. */
record Comparison(List<Phase> phases) {

    /**
     * What a deploy may add to the worst query, compared with the worst without a deploy: half as much again as the
     * {@code lock.timeout} of the default policy, 500 ms, which is the longest that the guard lets a query wait behind
     * a lock.
     */
    static final Duration STALL_BUDGET = Duration.ofMillis(750);

    /** A line of the table: a value for each phase. */
    record Row(String label, List<String> values) {}

    List<Row> rows() {
        return List.of(
                row("median latency", phase -> Millis.of(phase.summary().median())),
                row("p99 latency", phase -> Millis.of(phase.summary().p99())),
                row("worst latency", phase -> Millis.of(phase.summary().worst())),
                row("queries stalled (> 1 s)", phase -> count(phase.summary().stalled())),
                row("queries failed", phase -> count(phase.summary().failed())),
                row("queries in all", phase -> count(phase.summary().queries())),
                row("longest stall", Comparison::longestStall),
                row("deploy took", Comparison::deployTook));
    }

    /** For a terminal. */
    String table() {
        StringBuilder table =
                new StringBuilder(line("", phases.stream().map(Phase::name).toList()));
        rows().forEach(row -> table.append(line(row.label(), row.values())));
        return table.toString();
    }

    /** Whether {@code guarded} stayed within the budget; a failed query never is within it. */
    static boolean withinBudget(Summary quiet, Summary guarded) {
        return guarded.failed() == 0 && guarded.worst().compareTo(allowed(quiet)) <= 0;
    }

    static Duration allowed(Summary quiet) {
        return quiet.worst().plus(STALL_BUDGET);
    }

    private Row row(String label, Function<Phase, String> value) {
        return new Row(label, phases.stream().map(value).toList());
    }

    private static String longestStall(Phase phase) {
        Duration stall = phase.summary().longestStall();
        return stall.isZero() ? "none" : Millis.of(stall);
    }

    private static String deployTook(Phase phase) {
        Deployment deployment = phase.deployment();
        return deployment == null ? "-" : Millis.of(deployment.span().length());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String line(String label, List<String> values) {
        StringBuilder line = new StringBuilder(String.format("  %-24s", label));
        values.forEach(value -> line.append(String.format("%16s", value)));
        return line.append('\n').toString();
    }
}
