package io.ddlguard.agent;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts a JVM as a user would, with the built {@code ddlguard.jar} and a driver, and waits for its end. */
final class JobJvm {

    private static final String AGENT = System.getProperty("ddlguard.test.agent");
    private static final String FLYWAYS = System.getProperty("ddlguard.test.flyway");

    private final List<String> options = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();

    /** What a JVM left behind. */
    record End(int exitCode, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }
    }

    private JobJvm() {
        try {
            // Not the module's own classes: a user has none of them beside the jar.
            classPath.add(Path.of(JobJvm.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JobJvm plain() {
        return new JobJvm();
    }

    /** Enforcing: the programs of these tests have no migration tool on their stack. */
    static JobJvm guarded() {
        return guarded("scope=always");
    }

    static JobJvm guarded(String argument) {
        return plain().option("-javaagent:" + AGENT + "=" + argument);
    }

    static Path agent() {
        return Path.of(AGENT);
    }

    JobJvm option(String option) {
        options.add(option);
        return this;
    }

    JobJvm with(Path jar) {
        classPath.add(jar);
        return this;
    }

    /** With a Flyway of this major version, and the newest driver. */
    JobJvm withFlyway(String version) throws IOException {
        with(Drivers.newest());
        try (Stream<Path> jars = Files.list(Path.of(FLYWAYS, version))) {
            jars.forEach(this::with);
        }
        return this;
    }

    End run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    static End run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("job", ".out");
        Path err = Files.createTempFile("job", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "still running after two minutes: " + Files.readString(out) + Files.readString(err));
            }
            return new End(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
