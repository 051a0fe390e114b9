package io.ddlguard.benchmarks;

import static io.ddlguard.testpostgres.LatencyTimeline.BUCKET;

import io.ddlguard.testpostgres.LatencyTimeline.Point;
import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an application felt of one deploy, and what became of the deploy. All times count from the start of the
 * measurement.
 *
 * @param queued how long its connections stood in the queue of the table's lock, all together
 * @param held when a transaction held the table; from and to are the same where none did
 * @param changes each column that was to be added
 */
record Outcome(
        String name,
        Duration length,
        Summary summary,
        Duration queued,
        List<Point> points,
        Span held,
        List<Change> changes) {

    /**
     * The points as one who came at any time would have felt them. While all threads wait, nothing is sent, and there is
     * no point: whoever had come then would have waited for as long as was left.
     */
    List<Point> felt() {
        List<Point> felt = new ArrayList<>();
        Point last = null;
        for (Point point : points) {
            for (; last != null && last.at().plus(BUCKET).compareTo(point.at()) < 0; felt.add(last)) {
                last = later(last);
            }
            Duration left = last == null ? Duration.ZERO : later(last).worst();
            last = new Point(
                    point.at(),
                    point.median(),
                    left.compareTo(point.worst()) > 0 ? left : point.worst(),
                    point.failed());
            felt.add(last);
        }
        return felt;
    }

    private static Point later(Point point) {
        Duration left = point.worst().minus(BUCKET);
        left = left.isNegative() ? Duration.ZERO : left;
        return new Point(point.at().plus(BUCKET), left, left, 0);
    }

    /** From, to. */
    record Span(Duration from, Duration to) {
        static final Span NONE = new Span(Duration.ZERO, Duration.ZERO);

        Duration length() {
            return to.minus(from);
        }
    }

    /** From its first try to its commit, or to where the deploy gave it up. */
    record Change(Span span, boolean added) {}
}
