package io.ddlguard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BuildProgressTest {

    private final BuildProgress progress = new BuildProgress("index users_email", 0);

    @Test
    void tells_what_is_left_of_a_phase_at_the_pace_since_it_was_seen() {
        assertThat(text("building index: scanning table", 1000, 200, 5))
                .isEqualTo("index users_email: building index: scanning table, 20%, 5.0 s");
        assertThat(text("building index: scanning table", 1000, 400, 15))
                .isEqualTo("index users_email: building index: scanning table, 40%, 15.0 s, about 30 s more of this");
        assertThat(text("building index: scanning table", 1000, 1000, 45))
                .isEqualTo("index users_email: building index: scanning table, 100%, 45.0 s, about 0 s more of this");
    }

    @Test
    void begins_anew_with_each_phase() {
        text("building index: scanning table", 1000, 900, 5);
        assertThat(text("index validation: scanning table", 1000, 100, 10))
                .isEqualTo("index users_email: index validation: scanning table, 10%, 10.0 s");
    }

    @Test
    void tells_only_the_phase_where_that_counts_nothing() {
        assertThat(text("waiting for old snapshots", 0, 0, 5))
                .isEqualTo("index users_email: waiting for old snapshots, 5.0 s");
    }

    private String text(String phase, long total, long done, int second) {
        return progress.at(phase, total, done, TimeUnit.SECONDS.toNanos(second)).text();
    }
}
