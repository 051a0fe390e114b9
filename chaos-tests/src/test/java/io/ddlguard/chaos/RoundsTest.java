package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundsTest {

    private static final Seed SEED = new Seed(7, 100, 1000);

    private final Recording recording = new Recording();

    @Test
    void the_same_seed_gives_the_same_rounds() {
        record(100);

        assertThat(Rounds.whole(recording, SEED)).isEqualTo(Rounds.whole(recording, SEED));
        assertThat(Rounds.bounded(recording, SEED)).isEqualTo(Rounds.bounded(recording, SEED));
        assertThat(Rounds.bounded(recording, SEED)).isNotEqualTo(Rounds.bounded(recording, new Seed(8, 100, 1000)));
    }

    @Test
    void the_whole_form_has_both_sides_of_each_message_and_200_random_moments_for_each_kind() {
        record(100);

        List<Round> kills = Rounds.whole(recording, SEED).stream()
                .filter(round -> round.disturbance() == Disturbance.KILL)
                .toList();

        assertThat(recording.boundaries()).hasSize(200);
        assertThat(kills).hasSize(400).extracting(Round::moment).containsAll(recording.boundaries());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "show search_path",
                "BEGIN",
                "SET ROLE 'deploy'",
                "",
                "/* a */ SELECT 1",
                "-- a\nSELECT 1"
            })
    void a_question_is_no_boundary(String sql) {
        assertThat(execute(1, sql).isWork()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"COMMIT", "/* a */ INSERT INTO t VALUES (1)", "SELECT pg_advisory_lock(1)", "-- a\nDROP INDEX i"
            })
    void what_leaves_something_behind_is_one(String sql) {
        assertThat(execute(1, sql).isWork()).isTrue();
    }

    @Test
    void a_boundary_is_the_same_in_a_run_with_other_private_names() {
        assertThat(execute(1, "DROP INDEX _dg_c6c85e557244aaf2").label())
                .isEqualTo(execute(2, "DROP INDEX _dg_0123456789abcdef").label())
                .isEqualTo("execute DROP INDEX _dg_*");
    }

    private void record(int statements) {
        for (int i = 1; i <= statements; i++) {
            recording.before(execute(i, "CREATE INDEX CONCURRENTLY i ON t (slowly(c" + i % 3 + "))"));
        }
    }

    private static Sighting execute(int number, String sql) {
        return new Sighting(number, 1, FrontendMessage.EXECUTE, List.of(sql), number);
    }
}
