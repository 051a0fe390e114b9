package io.ddlguard.testpostgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How long queries took, by the moment at which they were due.
 *
 * <p>A query's latency counts from when it was due, not from when a thread was free to send it: a stall is felt by
 * every query that fell due in it, sent or not (no coordinated omission). Failed queries count with the time until they
 * failed. Thread-safe.
 */
public final class LatencyTimeline {

    public static final Duration BUCKET = Duration.ofMillis(100);

    /** Two digits keep a phase's histograms within a few megabytes; the worst is kept exactly beside them. */
    private static final int SIGNIFICANT_DIGITS = 2;

    private final long origin;
    private final Duration stalledAfter;
    private final List<Bucket> buckets = new ArrayList<>();
    private Tick sinceTick = Tick.NONE;

    /**
     * @param origin a {@link System#nanoTime()}; nothing that was due before it is recorded
     * @param stalledAfter a query that takes longer is counted as stalled
     */
    public LatencyTimeline(long origin, Duration stalledAfter) {
        this.origin = origin;
        this.stalledAfter = stalledAfter;
    }

    /** How long after the origin a {@link System#nanoTime()} is. */
    public Duration since(long nanoTime) {
        return Duration.ofNanos(nanoTime - origin);
    }

    public synchronized void record(long due, long ended, boolean answered) {
        if (due < origin) {
            return;
        }
        int index = (int) ((due - origin) / BUCKET.toNanos());
        while (buckets.size() <= index) {
            buckets.add(new Bucket());
        }
        buckets.get(index).record(Math.max(0, ended - due), answered, stalledAfter.toNanos());
        sinceTick = sinceTick.and(ended - due, answered);
    }

    /** Of the queries that were due {@code from} this time on, counted from the origin. */
    public synchronized Summary summary(Duration from) {
        Histogram micros = new Histogram(SIGNIFICANT_DIGITS);
        long worst = 0;
        int stalled = 0;
        long stalledNanos = 0;
        int failed = 0;
        int longestStall = 0;
        int stall = 0;
        for (int i = firstBucket(from); i < buckets.size(); i++) {
            Bucket bucket = buckets.get(i);
            micros.add(bucket.micros);
            worst = Math.max(worst, bucket.worst);
            stalled += bucket.stalled;
            stalledNanos += bucket.stalledNanos;
            failed += bucket.failed;
            stall = bucket.stalled + bucket.failed > 0 ? stall + 1 : 0;
            longestStall = Math.max(longestStall, stall);
        }
        return new Summary(
                micros.getTotalCount(),
                Duration.ofNanos(micros.getValueAtPercentile(50) * 1_000),
                Duration.ofNanos(micros.getValueAtPercentile(99) * 1_000),
                Duration.ofNanos(worst),
                stalled,
                Duration.ofNanos(stalledNanos),
                failed,
                BUCKET.multipliedBy(longestStall));
    }

    /** One point for each bucket that has a query, in order. */
    public synchronized List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i++) {
            Bucket bucket = buckets.get(i);
            if (bucket.micros.getTotalCount() > 0) {
                points.add(new Point(
                        BUCKET.multipliedBy(i),
                        Duration.ofNanos(bucket.micros.getValueAtPercentile(50) * 1_000),
                        Duration.ofNanos(bucket.worst),
                        bucket.failed));
            }
        }
        return points;
    }

    /** What has ended since the last call. */
    public synchronized Tick tick() {
        Tick tick = sinceTick;
        sinceTick = Tick.NONE;
        return tick;
    }

    private static int firstBucket(Duration from) {
        return (int) (from.toNanos() / BUCKET.toNanos());
    }

    /**
     * The queries of a stretch of time.
     *
     * @param stalled took longer than the timeline allows, failed ones included
     * @param stalledFor by how much they did, the sum over all of them
     * @param longestStall the longest time without a pause of one {@link #BUCKET} in which queries stalled or failed
     */
    public record Summary(
            long queries,
            Duration median,
            Duration p99,
            Duration worst,
            int stalled,
            Duration stalledFor,
            int failed,
            Duration longestStall) {}

    /** The queries that were due within one {@link #BUCKET} from {@code at}. */
    public record Point(Duration at, Duration median, Duration worst, int failed) {}

    /** Queries that ended between two looks. */
    public record Tick(int answered, int failed, Duration worst) {
        private static final Tick NONE = new Tick(0, 0, Duration.ZERO);

        private Tick and(long nanos, boolean answer) {
            return new Tick(
                    answered + (answer ? 1 : 0),
                    failed + (answer ? 0 : 1),
                    nanos > worst.toNanos() ? Duration.ofNanos(nanos) : worst);
        }
    }

    private static final class Bucket {
        private final Histogram micros = new Histogram(SIGNIFICANT_DIGITS);
        private long worst;
        private int stalled;
        private long stalledNanos;
        private int failed;

        void record(long nanos, boolean answered, long allowed) {
            micros.recordValue(nanos / 1_000);
            worst = Math.max(worst, nanos);
            if (nanos > allowed) {
                stalled++;
                stalledNanos += nanos - allowed;
            }
            if (!answered) {
                failed++;
            }
        }
    }
}
