package io.ddlguard.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Chooses the rounds. The same recording and the same seed give the same ones. */
final class Rounds {

    private final Recording recording;
    private final Random random;
    private final List<Round> rounds = new ArrayList<>();

    private Rounds(Recording recording, long seed) {
        this.recording = recording;
        this.random = new Random(seed);
    }

    /** Every step boundary and 200 random moments, for each kind of disturbance. */
    static List<Round> whole(Recording recording, long seed) {
        Rounds chosen = new Rounds(recording, seed);
        for (Disturbance disturbance : Disturbance.values()) {
            recording.boundaries().forEach(boundary -> chosen.add(disturbance, boundary));
            chosen.addRandom(disturbance, 200);
        }
        return chosen.rounds;
    }

    /** For each kind of disturbance a few boundaries, spread over the deploy, and a few random moments. */
    static List<Round> bounded(Recording recording, long seed) {
        Rounds chosen = new Rounds(recording, seed);
        for (Disturbance disturbance : Disturbance.values()) {
            chosen.addSpread(disturbance, 4);
            chosen.addRandom(disturbance, 2);
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
                            ? new Moment.Message(
                                    Side.values()[random.nextInt(2)], 1 + random.nextInt(recording.messages()))
                            : new Moment.Millis(random.nextLong(recording.millis())));
        }
    }

    private void add(Disturbance disturbance, Moment moment) {
        rounds.add(new Round(rounds.size() + 1, disturbance, moment));
    }
}
