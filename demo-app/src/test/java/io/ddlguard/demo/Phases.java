package io.ddlguard.demo;

import io.ddlguard.demo.Phase.Deployment;
import io.ddlguard.demo.Phase.Migration;
import io.ddlguard.demo.Phase.Span;
import io.ddlguard.testpostgres.LatencyTimeline;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Phases made up for tests. */
final class Phases {

    private static final Span NO_REPORT = new Span(Duration.ZERO, Duration.ZERO);

    private Phases() {}

    /** Four seconds of 5 ms. */
    static Phase quiet() {
        LatencyTimeline timeline = new LatencyTimeline(0, Workload.STALLED);
        for (int i = 0; i < 40; i++) {
            record(timeline, i * 100, 5, true);
        }
        return phase("no deploy", timeline, NO_REPORT, null);
    }

    /** A deploy from second 1 to second 3 that nobody noticed. */
    static Phase harmless() {
        LatencyTimeline timeline = new LatencyTimeline(0, Workload.STALLED);
        record(timeline, 1_000, 20, true);
        Deployment deployment = new Deployment(span(1_000, 3_000), 0, List.of(), List.of(), List.of());
        return phase("guarded deploy", timeline, NO_REPORT, deployment);
    }

    /** A deploy from second 1 to second 3 that stalls a query of 2 s and fails one of 3 s. */
    static Phase deploy(String name) {
        LatencyTimeline timeline = new LatencyTimeline(0, Workload.STALLED);
        record(timeline, 1_000, 2_000, true);
        record(timeline, 1_100, 3_000, false);
        List<Migration> migrations = List.of(
                new Migration("2", "find orders by email", span(1_200, 1_210)),
                new Migration("3", "add coupons", span(1_210, 1_220)));
        return phase(
                name,
                timeline,
                span(1_210, 2_000),
                new Deployment(
                        span(1_000, 3_000), 0, List.of("a line"), migrations, List.of("CREATE TABLE \"a<b\" ()")));
    }

    static Span span(long fromMillis, long toMillis) {
        return new Span(Duration.ofMillis(fromMillis), Duration.ofMillis(toMillis));
    }

    private static Phase phase(String name, LatencyTimeline timeline, Span report, @Nullable Deployment deployment) {
        return new Phase(
                name, Duration.ofSeconds(4), timeline.summary(Duration.ZERO), timeline.points(), report, deployment);
    }

    private static void record(LatencyTimeline timeline, long dueMillis, long tookMillis, boolean answered) {
        timeline.record(dueMillis * 1_000_000, (dueMillis + tookMillis) * 1_000_000, answered);
    }
}
