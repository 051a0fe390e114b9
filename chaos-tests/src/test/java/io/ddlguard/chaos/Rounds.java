package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Chooses the rounds. The same recording and the same seed give the same ones. */
final class Rounds {

    private static final List<Disturbance> ANYWHERE =
            List.of(Disturbance.KILL, Disturbance.TERMINATE, Disturbance.RESTART);

    private final Recording recording;
    private final Seed seed;
    private final Random random;
    private final List<Round> rounds = new ArrayList<>();

    private Rounds(Recording recording, Seed seed) {
        this.recording = recording;
        this.seed = seed;
        this.random = new Random(seed.value());
    }

    /** Every step boundary and 200 random moments, for each kind of disturbance. */
    static List<Round> whole(Recording recording, Seed seed) {
        Rounds chosen = new Rounds(recording, seed);
        for (Disturbance disturbance : ANYWHERE) {
            recording.boundaries().forEach(boundary -> chosen.add(disturbance, boundary));
            chosen.addRandom(disturbance, 200);
        }
        for (int i = 0; i < 10; i++) {
            recording.longBuilds().forEach(build -> chosen.add(Disturbance.ORPHAN, build));
        }
        return chosen.rounds;
    }

    /** For each kind of disturbance a few boundaries, spread over the deploy, and a few random moments. */
    static List<Round> bounded(Recording recording, Seed seed) {
        Rounds chosen = new Rounds(recording, seed);
        for (Disturbance disturbance : ANYWHERE) {
            chosen.addSpread(disturbance, 2);
            chosen.addRandom(disturbance, 2);
        }
        List<Moment> builds = recording.longBuilds();
        if (!builds.isEmpty()) {
            chosen.add(Disturbance.ORPHAN, builds.get(chosen.random.nextInt(builds.size())));
        }
        return chosen.rounds;
    }

    private void addSpread(Disturbance disturbance, int parts) {
        List<Moment> boundaries = recording.boundaries();
        int each = boundaries.size() / parts;
        for (int part = 0; part < parts; part++) {
            add(disturbance, boundaries.get(part * each + random.nextInt(each)));
        }
    }

    /** By turns a message of any kind, on either side, and a time: the clock also strikes while the server works. */
    private void addRandom(Disturbance disturbance, int count) {
        for (int i = 0; i < count; i++) {
            add(
                    disturbance,
                    i % 2 == 0
                            ? new Moment.Message(Side.values()[random.nextInt(2)], 1 + random.nextInt(seed.messages()))
                            : new Moment.Millis(random.nextLong(seed.millis())));
        }
    }

    private void add(Disturbance disturbance, Moment moment) {
        rounds.add(new Round(rounds.size() + 1, disturbance, moment));
    }
}
