package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void ends_with_2_and_the_usage_when_an_option_is_wrong() {
        assertThat(run("--rows", "many")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("--rows is").contains("Usage: ./demo");
    }

    @Test
    void prints_the_usage_when_asked() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Options.USAGE);
    }

    @Test
    void does_not_start_without_the_guard(@TempDir Path empty) {
        Path missing = empty.resolve("ddlguard.jar");
        assertThat(run("--agent", missing.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("There is no guard at " + missing);
        assertThat(out.size()).isZero();
    }

    private int run(String... args) {
        return Demo.run(new PrintStream(out, true), new PrintStream(err, true), args);
    }
}
