package io.ddlguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.benchmarks.Outcome.Change;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Every deploy is measured and told, and the guarded ones get through; how long anything takes is not asserted. */
class AvailabilityIT {

    private static final int TRIES = 3;

    @Test
    void each_deploy_has_its_line_and_its_panel_and_the_guarded_ones_get_through() throws Exception {
        List<Outcome> outcomes =
                new Availability(Path.of(".."), Duration.ofSeconds(1), Duration.ofMillis(100)).outcomes(TRIES);

        AvailabilityReport report = new AvailabilityReport(outcomes);
        assertThat(outcomes)
                .extracting(Outcome::name)
                .containsExactly(
                        "no deploy",
                        "raw DDL",
                        "lock_timeout 5 s, 5 tries",
                        "lock_timeout 10 s, 5 tries",
                        "ddlguard",
                        "ddlguard, no holder");
        String svg = report.svg();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.summary().queries()).isPositive();
            assertThat(report.text()).contains("\n" + outcome.name() + " ");
            assertThat(svg).contains(">" + outcome.name() + ": ");
        });

        Outcome guarded = outcomes.get(Deploy.GUARDED.ordinal());
        assertThat(guarded.summary().failed()).isZero();
        assertThat(guarded.changes()).singleElement().satisfies(change -> {
            assertThat(change.added()).isTrue();
            // Two clocks of milliseconds.
            assertThat(change.span().to()).isGreaterThan(guarded.held().to().minusMillis(10));
        });

        Outcome alone = outcomes.get(outcomes.size() - 1);
        assertThat(alone.summary().failed()).isZero();
        assertThat(alone.changes()).hasSize(TRIES).allMatch(Change::added);
    }
}
