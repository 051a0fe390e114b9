package io.ddlguard.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays a round: a deploy that is disturbed, the next deploy, and what the database then holds. */
final class DisturbedDeploy {

    /**
     * Flyway writes its history on another connection than it migrates on, and commits it after the migration. Whoever
     * dies between the two leaves a migration that has been made and will be made again, with no ddlguard either.
     * Flyway's repair does not mend it.
     */
    private static final String UNRECORDED = """
            SELECT version FROM deployed EXCEPT SELECT version FROM flyway_schema_history ORDER BY 1
            """;

    private final Laboratory laboratory;
    private final Oracle oracle;
    private final Round round;
    private final String database;
    private final Path log;

    DisturbedDeploy(Laboratory laboratory, Oracle oracle, Round round) {
        this.laboratory = laboratory;
        this.oracle = oracle;
        this.round = round;
        this.database = "round_" + round.number();
        this.log = laboratory.log("round-" + round.number());
    }

    Outcome play() {
        long start = System.nanoTime();
        PrivateServer server = laboratory.server();
        laboratory.freshDatabase(database);
        server.slow(database, round.disturbance().needsALongBuild());
        List<String> findings = new ArrayList<>();
        List<String> unrecorded = new ArrayList<>();
        boolean hasStruck;
        try (Striker striker = new Striker(round.moment(), round.disturbance().silencesTheDeploy());
                Relay relay = new Relay(server.port(), striker)) {
            DeployJvm disturbed = deploy(relay);
            striker.arm(() -> round.disturbance().strike(disturbed, server, database));
            DeployJvm.End end = disturbed.await();
            hasStruck = striker.hasStruck();
            striker.disarm();
            server.slow(database, false);
            if (end.hung()) {
                findings.add("the disturbed deploy was still there after " + DeployJvm.SECONDS + " s");
            }
            unrecorded.addAll(deployAgain(relay, findings));
            findings.addAll(keptFromRecording(unrecorded, striker.lastWork()));
        }
        findings.addAll(oracle.findings(database));
        server.drop(database);
        if (findings.isEmpty()) {
            forget(log);
        }
        return new Outcome(round, hasStruck, unrecorded, findings, (System.nanoTime() - start) / 1_000_000);
    }

    /** As a pipeline does: at once, and nothing else. What it left unrecorded needs the operator, guarded or not. */
    private List<String> deployAgain(Relay relay, List<String> findings) {
        DeployJvm.End end = deploy(relay).await();
        if (end.isSuccess()) {
            return List.of();
        }
        List<String> unrecorded = laboratory.server().rows(database, UNRECORDED);
        for (String version : unrecorded) {
            DeployJvm.recording(version, url(relay), laboratory.migrations(), log)
                    .await();
            end = deploy(relay).await();
        }
        if (!end.isSuccess()) {
            findings.add(
                    "the next deploy ended with " + end.exitCode() + (end.hung() ? ", hung" : "") + ", see " + log);
        }
        return unrecorded;
    }

    /** The tool's own gap is from one COMMIT to the next. What else is done in it makes it wider. */
    private static List<String> keptFromRecording(List<String> versions, @Nullable Sighting lastWork) {
        return versions.isEmpty() || lastWork == null || lastWork.isCommit()
                ? List.of()
                : List.of("Flyway was kept from recording " + versions + " by: " + lastWork.label());
    }

    private DeployJvm deploy(Relay relay) {
        return DeployJvm.guarded(url(relay), laboratory.migrations(), log);
    }

    private String url(Relay relay) {
        return PrivateServer.deployUrl(relay.port(), database);
    }

    private static void forget(Path log) {
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
