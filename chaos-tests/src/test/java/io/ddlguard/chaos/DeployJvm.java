package io.ddlguard.chaos;

import io.ddlguard.chaos.job.FlywayDeploy;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A deploy in a JVM of its own, started as a pipeline starts it. */
final class DeployJvm {

    static final int SECONDS = 60;

    /** Empty where the harness itself is tried, on a deploy that nobody guards. */
    private static final List<String> AGENT = "none".equals(System.getProperty("ddlguard.test.agent"))
            ? List.of()
            : List.of("-javaagent:" + System.getProperty("ddlguard.test.agent"));

    private static final Path JARS = Path.of(System.getProperty("ddlguard.test.deploy"));

    private final Process process;
    private final Path output;

    private DeployJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static DeployJvm guarded(String url, Migrations migrations, Path output) {
        return start(AGENT, url, migrations, output);
    }

    static DeployJvm raw(String url, Migrations migrations, Path output) {
        return start(List.of(), url, migrations, output);
    }

    /** Writes {@code version} into the history without running it. */
    static DeployJvm recording(String version, String url, Migrations migrations, Path output) {
        List<String> options = new ArrayList<>(AGENT);
        options.add("-Drecorded=" + version);
        return start(options, url, migrations, output);
    }

    private static DeployJvm start(List<String> options, String url, Migrations migrations, Path output) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // It runs for a second: what a compiler does for the long run is never paid back.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                classes() + File.pathSeparator + JARS + File.separator + "*",
                FlywayDeploy.class.getName(),
                url,
                migrations.locations()));
        try {
            return new DeployJvm(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() {
        try {
            return Path.of(FlywayDeploy.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGKILL: nothing in the JVM runs any more. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How it ended; killed, if it has not ended by itself in time. */
    End await() {
        try {
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                kill();
            }
            return new End(!ended, process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    record End(boolean hung, int exitCode, String output) {

        boolean isSuccess() {
            return !hung && exitCode == 0;
        }

        void orFail() {
            if (!isSuccess()) {
                throw new IllegalStateException("a deploy that nobody disturbed ended with " + this);
            }
        }
    }
}
