package io.ddlguard.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run of the {@link DeployJob} that has ended.
 *
 * @param started a {@link System#nanoTime()}, when the job's JVM was started
 * @param ended when it was gone
 * @param output stdout and stderr, as one
 */
record Deploy(long started, long ended, int exitCode, List<Line> output) {

    /** A job that takes longer hangs. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    /**
     * Runs the job to its end.
     *
     * @param agent the guard; null deploys raw
     * @param line is told each line of output as it comes
     */
    static Deploy run(String url, @Nullable Path agent, List<String> locations, Consumer<String> line)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process job = start(url, agent, locations);
        List<Line> output = new ArrayList<>();
        AtomicBoolean late = new AtomicBoolean();
        Thread watchdog = new Thread(
                () -> {
                    try {
                        if (!job.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                            late.set(true);
                            job.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        job.destroyForcibly();
                    }
                },
                "deploy-deadline");
        watchdog.setDaemon(true);
        watchdog.start();
        try (BufferedReader lines = job.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(text -> {
                output.add(new Line(System.nanoTime(), text));
                line.accept(text);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        int exitCode = job.waitFor();
        long ended = System.nanoTime();
        if (late.get()) {
            throw new IOException("the deploy job was still running after " + DEADLINE.toMinutes() + " minutes");
        }
        return new Deploy(started, ended, exitCode, List.copyOf(output));
    }

    private static Process start(String url, @Nullable Path agent, List<String> locations) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (agent != null) {
            command.add("-javaagent:" + agent);
        }
        // Flyway's progress and the guard's decisions, as a deploy's log has them.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DeployJob.class.getName()));
        command.addAll(locations);
        ProcessBuilder job = new ProcessBuilder(command).redirectErrorStream(true);
        job.environment().put(DeployJob.URL, url);
        return job.start();
    }

    /** A line of output and the {@link System#nanoTime()} at which it came. */
    record Line(long at, String text) {}
}
