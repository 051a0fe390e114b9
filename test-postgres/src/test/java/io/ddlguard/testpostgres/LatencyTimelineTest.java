package io.ddlguard.testpostgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ddlguard.testpostgres.LatencyTimeline.Point;
import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LatencyTimelineTest {

    private static final long ORIGIN = 5_000_000_000L;

    private final LatencyTimeline timeline = new LatencyTimeline(ORIGIN, Duration.ofSeconds(1));

    @Test
    void leaves_out_what_was_due_before_its_origin() {
        record(-1, 10, true);
        record(0, 10, true);
        assertThat(timeline.summary(Duration.ZERO).queries()).isEqualTo(1);
    }

    @Test
    void puts_a_query_where_it_was_due_not_where_it_ended() {
        record(150, 2_000, true);
        assertThat(timeline.points()).singleElement().satisfies(point -> {
            assertThat(point.at()).isEqualTo(Duration.ofMillis(100));
            assertThat(point.worst()).isEqualTo(Duration.ofMillis(2_000));
        });
    }

    @Test
    void tells_median_p99_and_worst() {
        for (int i = 1; i <= 1_000; i++) {
            record(i, i, true);
        }
        Summary summary = timeline.summary(Duration.ZERO);
        assertThat(summary.median().toMillis()).isCloseTo(500, within(6L));
        assertThat(summary.p99().toMillis()).isCloseTo(990, within(11L));
        assertThat(summary.worst()).isEqualTo(Duration.ofMillis(1_000));
    }

    @Test
    void counts_from_the_moment_asked_for() {
        record(50, 5_000, false);
        record(250, 3, true);
        Summary summary = timeline.summary(Duration.ofMillis(200));
        assertThat(summary.queries()).isEqualTo(1);
        assertThat(summary.worst()).isEqualTo(Duration.ofMillis(3));
        assertThat(summary.failed()).isZero();
    }

    @Test
    void a_query_of_one_second_has_not_stalled_a_longer_one_has() {
        record(0, 1_000, true);
        record(0, 1_001, true);
        record(300, 1_200, false);
        Summary summary = timeline.summary(Duration.ZERO);
        assertThat(summary.stalled()).isEqualTo(2);
        assertThat(summary.stalledFor()).isEqualTo(Duration.ofMillis(201));
    }

    @Test
    void a_stall_is_as_long_as_stalled_and_failed_queries_follow_one_another() {
        record(0, 1_500, true);
        record(100, 2, true);
        record(200, 1_500, true);
        record(300, 5, false);
        record(450, 1_200, true);
        record(500, 2, true);
        assertThat(timeline.summary(Duration.ZERO).longestStall()).isEqualTo(Duration.ofMillis(300));
        assertThat(timeline.points()).extracting(Point::failed).containsExactly(0, 0, 0, 1, 0, 0);
    }

    @Test
    void an_empty_timeline_has_a_summary() {
        assertThat(timeline.summary(Duration.ZERO))
                .isEqualTo(new Summary(
                        0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, 0, Duration.ZERO));
        assertThat(timeline.points()).isEmpty();
    }

    private void record(long dueMillis, long tookMillis, boolean answered) {
        long due = ORIGIN + dueMillis * 1_000_000;
        timeline.record(due, due + tookMillis * 1_000_000, answered);
    }
}
