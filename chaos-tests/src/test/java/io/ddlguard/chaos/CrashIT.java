package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A deploy that dies loses nothing, whatever dies and whenever: the next one ends as if nothing had happened. */
class CrashIT {

    @Test
    void after_any_disturbance_the_next_deploy_ends_as_an_undisturbed_one() {
        try (Laboratories laboratories = Laboratories.open("crash")) {
            Laboratory laboratory = laboratories.first();
            DatabasePrint undisturbed = laboratory.raw();
            Recording recording = record(laboratory, new Oracle(laboratory.server(), undisturbed));
            Seed seed = Seed.chosen(recording);
            List<Round> rounds = Extent.chosen().rounds(recording, seed).stream()
                    .filter(CrashIT::isChosen)
                    .toList();
            Report report = new Report(rounds.size(), seed);
            report.open(recording);
            Lanes.play(rounds, laboratories.all(), undisturbed, report);
            report.close();
            assertThat(report.failed()).isEmpty();
        }
    }

    /** Also the proof that a guarded deploy makes what a raw one makes. */
    private static Recording record(Laboratory laboratory, Oracle oracle) {
        String database = laboratory.freshDatabase("recorded");
        Recording recording = new Recording();
        try (Relay relay = new Relay(laboratory.server().port(), recording)) {
            DeployJvm.guarded(
                            PrivateServer.deployUrl(relay.port(), database),
                            laboratory.migrations(),
                            laboratory.log(database))
                    .await()
                    .orFail();
        }
        assertThat(oracle.findings(database)).isEmpty();
        laboratory.server().drop(database);
        return recording;
    }

    /** A round by its number, or some of them, {@code 100-199}. */
    private static boolean isChosen(Round round) {
        String only = System.getProperty("chaos.only", "");
        if (only.isBlank()) {
            return true;
        }
        String[] ends = only.split("-");
        return Integer.parseInt(ends[0]) <= round.number() && round.number() <= Integer.parseInt(ends[ends.length - 1]);
    }
}
