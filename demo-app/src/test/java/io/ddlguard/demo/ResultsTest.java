package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResultsTest {

    private static final Refusal REFUSED = new Refusal(1, List.of("SQL State  : DG001"), true);

    @ParameterizedTest
    @CsvSource({"760, 0, true", "761, 0, false", "20, 1, false"})
    void a_deploy_may_add_750_ms_to_the_worst_query_and_fail_none(long worst, int failed, boolean within) {
        assertThat(Comparison.withinBudget(summary(10, 0), summary(worst, failed)))
                .isEqualTo(within);
    }

    @Test
    void complains_of_a_deploy_that_stalled_the_application() {
        assertThat(results(Phases.deploy("guarded deploy"), List.of(), REFUSED).complaints())
                .containsExactly(
                        "The guarded deploy held the application up: worst query 3.0 s where 755 ms is allowed "
                                + "(the worst without a deploy + 750 ms, 1.5 times the policy's lock timeout), 1 failed.");
    }

    @Test
    void complains_of_another_schema_and_of_a_migration_that_went_through() {
        assertThat(results(Phases.harmless(), List.of("only raw: CREATE INDEX i"), new Refusal(0, List.of(), false))
                        .complaints())
                .containsExactly(
                        "The guarded deploy left another schema than the raw one: only raw: CREATE INDEX i.",
                        "'ALTER TABLE orders DROP COLUMN legacy_note' was not refused: the job ended with 0, the column is gone.");
    }

    @Test
    void trusts_no_figures_when_queries_fail_without_a_deploy() {
        Options options = new Options(1, 1, 15, Path.of("a.jar"), Path.of("r.html"));
        Phase failing = Phases.deploy("no deploy");
        assertThat(new Results(options, "18.1", failing, Phases.harmless(), Phases.harmless(), List.of(), REFUSED)
                        .complaints())
                .containsExactly("Queries failed with no deploy beside them: the figures mean nothing.");
    }

    @Test
    void has_nothing_to_complain_of_when_the_guard_kept_its_promise() {
        assertThat(results(Phases.harmless(), List.of(), REFUSED).complaints()).isEmpty();
    }

    private static Results results(Phase guarded, List<String> differences, Refusal refusal) {
        Options options = new Options(1, 1, 15, Path.of("a.jar"), Path.of("r.html"));
        return new Results(options, "18.1", Phases.quiet(), Phases.deploy("raw deploy"), guarded, differences, refusal);
    }

    private static Summary summary(long worstMillis, int failed) {
        return new Summary(
                100,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofMillis(worstMillis),
                0,
                Duration.ZERO,
                failed,
                Duration.ZERO);
    }
}
