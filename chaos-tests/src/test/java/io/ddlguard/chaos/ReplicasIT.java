package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two replicas of an application that migrates when it starts are started together. */
class ReplicasIT {

    @Test
    void two_replicas_that_deploy_together_make_one_schema_without_a_deadlock_or_a_hang() {
        int rounds = Extent.chosen().replicaRounds();
        List<String> failures = new ArrayList<>();
        try (Laboratory laboratory = Laboratory.open("replicas")) {
            Oracle oracle = new Oracle(laboratory.server(), laboratory.raw());
            for (int round = 1; round <= rounds; round++) {
                long start = System.nanoTime();
                List<String> findings = play(laboratory, oracle, round);
                System.out.printf(
                        "replicas %d of %d: %d ms, %s%n",
                        round, rounds, (System.nanoTime() - start) / 1_000_000, findings.isEmpty() ? "ok" : findings);
                findings.forEach(failures::add);
            }
        }
        assertThat(failures).isEmpty();
    }

    private static List<String> play(Laboratory laboratory, Oracle oracle, int round) {
        String database = laboratory.freshDatabase("replicas_" + round);
        String url = PrivateServer.deployUrl(laboratory.server().port(), database);
        DeployJvm one = DeployJvm.guarded(url, laboratory.migrations(), laboratory.log(database + "-one"));
        DeployJvm other = DeployJvm.guarded(url, laboratory.migrations(), laboratory.log(database + "-other"));
        List<String> findings = new ArrayList<>();
        for (DeployJvm replica : List.of(one, other)) {
            DeployJvm.End end = replica.await();
            if (!end.isSuccess()) {
                findings.add((end.hung() ? "hung" : "ended with " + end.exitCode()) + ": " + end.output());
            }
        }
        findings.addAll(oracle.findings(database));
        laboratory.server().drop(database);
        return findings;
    }
}
