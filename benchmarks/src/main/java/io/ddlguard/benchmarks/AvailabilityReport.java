package io.ddlguard.benchmarks;

import io.ddlguard.benchmarks.Outcome.Change;
import io.ddlguard.testpostgres.LatencyPlot;
import io.ddlguard.testpostgres.LatencyTimeline;
import io.ddlguard.testpostgres.Millis;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The outcomes of {@link Availability} as a table, with what the guard has promised, and as a picture. */
final class AvailabilityReport {

    /** What the guard may add to a run without a deploy, in stall-seconds. */
    private static final double BUDGET = 0.1;

    /** Of a query behind a lock: half as much again as the default policy's {@code lock.timeout}, 500 ms. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(750);

    private static final int HOLDER_LABEL_Y = 34;
    private static final int CHANGE_LABEL_Y = 50;
    private static final int CHANGE_Y = 57;
    private static final int HOLDER_Y = 72;

    private static final String STYLE = """
            <style>
            svg { background: #fff; }
            text { fill: #1c2128; font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif; }
            .name { font-size: 15px; font-weight: 600; }
            .tick, .note { fill: #5c6670; }
            .middle { text-anchor: middle; }
            .end { text-anchor: end; }
            .grid { stroke: #d9dee3; }
            .axis { stroke: #5c6670; }
            .stalled { stroke: #d9534f; stroke-dasharray: 5 4; }
            .change { fill: #2e7d4f; }
            .change.not { fill: #9b1c1c; }
            .holder { fill: #c98a1b; }
            .worst { fill: #8fb3d9; }
            .worst.bad { fill: #d9534f; }
            .failed { fill: #9b1c1c; }
            .median { fill: none; stroke: #1f5fa8; stroke-width: 1.4; stroke-linejoin: round; }
            </style>
            """;

    private static final String KEY = "bars: the worst of each " + Millis.of(LatencyTimeline.BUCKET) + ", red over "
            + Millis.of(Application.STALLED_AFTER) + "; line: the median; dark red above: failed";

    private final List<Outcome> outcomes;

    /** @param outcomes as {@link Availability#outcomes} has them */
    AvailabilityReport(List<Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format(
                "%n%-28s%14s%12s%10s%10s%8s%14s  %s%n",
                "", "stall-seconds", "in queue", "worst", "p99", "failed", "transactions", "the change"));
        for (Outcome outcome : outcomes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-28s%14.2f%10.2f s%10s%10s%8d%,14d  %s%n",
                    outcome.name(),
                    stallSeconds(outcome),
                    seconds(outcome.queued()),
                    Millis.of(outcome.summary().worst()),
                    Millis.of(outcome.summary().p99()),
                    outcome.summary().failed(),
                    outcome.summary().queries(),
                    change(outcome)));
        }
        return text.append(promises()).toString();
    }

    private String promises() {
        Outcome quiet = outcome(Deploy.NONE);
        Outcome guarded = outcome(Deploy.GUARDED);
        Outcome alone = outcomes.get(outcomes.size() - 1);
        return String.format(
                Locale.ROOT,
                """

                stall-seconds: the sum of what the application's transactions took over %s each; failed ones count
                until they failed, after %s. Eight threads for which the table is shut have eight in a second.
                in queue: how long they stood in the queue of the table's lock, all together, as the server showed it.
                Beside the holder, ddlguard added %.2f stall-seconds to those without a deploy (%.1f are allowed).
                Without it, %d of %d columns were added within %s, and the worst transaction took %s (%s are allowed).
                """,
                Millis.of(Application.STALLED_AFTER),
                Millis.of(Application.TIMEOUT),
                stallSeconds(guarded) - stallSeconds(quiet),
                BUDGET,
                inTime(alone),
                alone.changes().size(),
                Millis.of(Availability.DEADLINE),
                Millis.of(alone.summary().worst()),
                Millis.of(LONGEST_WAIT));
    }

    private Outcome outcome(Deploy deploy) {
        return outcomes.get(deploy.ordinal());
    }

    private static double stallSeconds(Outcome outcome) {
        return seconds(outcome.summary().stalledFor());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static long inTime(Outcome outcome) {
        return outcome.changes().stream()
                .filter(change -> change.added() && change.span().length().compareTo(Availability.DEADLINE) <= 0)
                .count();
    }

    private static String change(Outcome outcome) {
        List<Change> changes = outcome.changes();
        if (changes.isEmpty()) {
            return "";
        }
        if (outcome.held().length().isZero()) {
            Duration slowest = changes.stream()
                    .map(change -> change.span().length())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return String.format(
                    "%d of %d made within %s each, the slowest in %s",
                    inTime(outcome), changes.size(), Millis.of(Availability.DEADLINE), Millis.of(slowest));
        }
        Change last = changes.get(changes.size() - 1);
        if (!last.added()) {
            return "given up after " + Millis.of(last.span().length());
        }
        return "made " + Millis.of(last.span().to().minus(outcome.held().to())) + " after the holder left";
    }

    String svg() {
        LatencyPlot plot = new LatencyPlot(
                "Latency over time, one panel for each deploy",
                outcomes.stream()
                        .map(outcome -> new LatencyPlot.Run(outcome.length(), outcome.felt()))
                        .toList(),
                Application.STALLED_AFTER);
        for (Outcome outcome : outcomes) {
            panel(plot, outcome);
        }
        return plot.svg().replaceFirst(">\n", ">\n" + STYLE);
    }

    private static void panel(LatencyPlot plot, Outcome outcome) {
        plot.beginPanel(String.format(
                Locale.ROOT,
                "%s: %.2f stall-seconds, %.2f s in the lock's queue, worst %s, %d failed",
                outcome.name(),
                stallSeconds(outcome),
                seconds(outcome.queued()),
                Millis.of(outcome.summary().worst()),
                outcome.summary().failed()));
        double left = plot.x(Duration.ZERO);
        if (!outcome.held().length().isZero()) {
            plot.text(left, HOLDER_LABEL_Y, "holder", "a transaction holds the table");
            plot.band(outcome.held().from(), outcome.held().to(), HOLDER_Y, "holder");
        }
        for (Change change : outcome.changes()) {
            plot.band(change.span().from(), change.span().to(), CHANGE_Y, style(change));
        }
        if (outcome.changes().isEmpty()) {
            plot.text(left, CHANGE_LABEL_Y, "note", KEY);
        } else {
            plot.text(left, CHANGE_LABEL_Y, style(outcome.changes().get(0)), "ADD COLUMN, " + change(outcome));
        }
        plot.latency(outcome.felt());
        plot.endPanel();
    }

    private static String style(Change change) {
        return change.added() ? "change" : "change not";
    }
}
