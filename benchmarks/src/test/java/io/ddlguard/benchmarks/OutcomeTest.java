package io.ddlguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.benchmarks.Outcome.Span;
import io.ddlguard.testpostgres.LatencyTimeline;
import io.ddlguard.testpostgres.LatencyTimeline.Point;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private final LatencyTimeline timeline = new LatencyTimeline(0, Application.STALLED_AFTER);

    @Test
    void who_comes_while_nothing_is_sent_waits_for_what_is_left() {
        record(0, 350);
        record(400, 2);

        assertThat(felt()).extracting(point -> point.worst().toMillis()).containsExactly(350L, 250L, 150L, 50L, 2L);
    }

    @Test
    void a_wait_lasts_while_others_are_answered() {
        record(0, 150);
        record(100, 2);
        record(200, 3);

        assertThat(felt()).extracting(point -> point.worst().toMillis()).containsExactly(150L, 50L, 3L);
        assertThat(felt().get(1).median().toMillis()).isEqualTo(2);
    }

    private List<Point> felt() {
        return new Outcome(
                        "",
                        Duration.ZERO,
                        timeline.summary(Duration.ZERO),
                        Duration.ZERO,
                        timeline.points(),
                        Span.NONE,
                        List.of())
                .felt();
    }

    private void record(long sentMillis, long tookMillis) {
        timeline.record(sentMillis * 1_000_000, (sentMillis + tookMillis) * 1_000_000, true);
    }
}
