package io.ddlguard.testpostgres;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a JVM as a user would and waits for its end.
 *
 * <p>The agent is the built {@code ddlguard.jar}, by the system property {@code ddlguard.test.agent}.
 */
public final class JobJvm {

    /** A job that takes longer hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<String> options = new ArrayList<>();
    private final List<String> classPath = new ArrayList<>();
    private Duration limit = LIMIT;

    /** What a JVM left behind. */
    public record End(int exitCode, String out, String err) {

        public List<String> lines() {
            return out.lines().toList();
        }
    }

    private JobJvm() {}

    public static JobJvm plain() {
        return new JobJvm();
    }

    /** Enforcing: the programs of these tests have no migration tool on their stack. */
    public static JobJvm guarded() {
        return guarded("scope=always");
    }

    public static JobJvm guarded(String argument) {
        return plain().option("-javaagent:" + agent() + "=" + argument);
    }

    public static Path agent() {
        return Path.of(System.getProperty("ddlguard.test.agent"));
    }

    public JobJvm option(String option) {
        options.add(option);
        return this;
    }

    public JobJvm with(Path jar) {
        classPath.add(jar.toString());
        return this;
    }

    /** Every jar of a folder. */
    public JobJvm withAll(Path folder) {
        classPath.add(folder + File.separator + "*");
        return this;
    }

    /** For a job that may take longer than two minutes. */
    public JobJvm limit(Duration duration) {
        limit = duration;
        return this;
    }

    /** Runs {@code main} with the classes that it was built with, and none of this module's or of others. */
    public End run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        return run(
                List.of("-cp", classesOf(main) + File.pathSeparator + String.join(File.pathSeparator, classPath)),
                main.getName(),
                arguments);
    }

    /** Runs {@code java -jar}, for which a JVM knows no other class path. */
    public End run(Path jar, String... arguments) throws IOException, InterruptedException {
        return run(List.of("-jar"), jar.toString(), arguments);
    }

    private End run(List<String> start, String what, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(start);
        command.add(what);
        command.addAll(Arrays.asList(arguments));
        return run(command, limit);
    }

    public static End run(List<String> command) throws IOException, InterruptedException {
        return run(command, LIMIT);
    }

    private static End run(List<String> command, Duration limit) throws IOException, InterruptedException {
        Path out = Files.createTempFile("job", ".out");
        Path err = Files.createTempFile("job", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + limit.toSeconds() + " s: "
                        + Files.readString(out) + Files.readString(err));
            }
            return new End(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static Path classesOf(Class<?> main) {
        try {
            return Path.of(
                    main.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
