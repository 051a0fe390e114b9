package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A deploy that dies loses nothing, whatever dies and whenever: the next one ends as if nothing had happened. */
class CrashIT {

    @Test
    void after_any_disturbance_the_next_deploy_ends_as_an_undisturbed_one() {
        try (Laboratories laboratories = Laboratories.open("crash")) {
            Laboratory laboratory = laboratories.first();
            DatabasePrint undisturbed = laboratory.raw();
            Recording recording = record(laboratory, new Oracle(laboratory.server(), undisturbed));
            long seed = seed();
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

    private static long seed() {
        String given = System.getProperty("chaos.seed", "");
        return given.isBlank() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(given);
    }

    private static boolean isChosen(Round round) {
        String only = System.getProperty("chaos.only", "");
        return only.isBlank() || Integer.parseInt(only) == round.number();
    }
}
