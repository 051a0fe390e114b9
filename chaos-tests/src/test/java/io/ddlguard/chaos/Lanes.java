package io.ddlguard.chaos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Plays rounds side by side, each lane with a server of its own: a restart must not strike the neighbour. */
final class Lanes {

    private final Queue<Round> waiting;
    private final DatabasePrint undisturbed;
    private final Report report;

    private Lanes(List<Round> rounds, DatabasePrint undisturbed, Report report) {
        this.waiting = new ArrayDeque<>(rounds);
        this.undisturbed = undisturbed;
        this.report = report;
    }

    static void play(List<Round> rounds, List<Laboratory> laboratories, DatabasePrint undisturbed, Report report) {
        Lanes lanes = new Lanes(rounds, undisturbed, report);
        ExecutorService threads = Executors.newFixedThreadPool(laboratories.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            laboratories.forEach(laboratory -> running.add(threads.submit(() -> lanes.play(laboratory))));
            for (Future<?> lane : running) {
                lane.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void play(Laboratory laboratory) {
        Oracle oracle = new Oracle(laboratory.server(), undisturbed);
        for (Round round = next(); round != null; round = next()) {
            report.add(new DisturbedDeploy(laboratory, oracle, round).play());
        }
    }

    @Nullable
    private synchronized Round next() {
        return waiting.poll();
    }
}
