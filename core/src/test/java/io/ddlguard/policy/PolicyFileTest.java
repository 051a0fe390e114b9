package io.ddlguard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {

    @TempDir
    Path directory;

    @Test
    void reads_a_file() throws Exception {
        Path file = Files.writeString(directory.resolve("policy.yaml"), "version: 1\ndefaults: {mode: observe}\n");
        assertThat(load(file).environment(null, null).mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void reads_a_file_with_a_byte_order_mark_and_carriage_returns() throws Exception {
        Path file = Files.writeString(directory.resolve("p.yaml"), "\uFEFFversion: 1\r\ndefaults:\r\n  mode: off\r\n");
        assertThat(load(file).environment(null, null).mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void says_where_it_looked_for_a_missing_file() {
        Path file = Path.of("no-such-directory", "policy.yaml");
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(PolicyException.class)
                .hasMessage(file.toAbsolutePath() + ": there is no such file.");
    }

    @Test
    void says_that_a_directory_is_no_file() {
        assertThatThrownBy(() -> load(directory))
                .isInstanceOf(PolicyException.class)
                .hasMessage(directory + ": is a directory, not a file.");
    }

    @Test
    void says_why_a_file_cannot_be_read() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "").resolve("policy.yaml");
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(PolicyException.class)
                .hasMessage(file + ": cannot be read: Not a directory.");
    }

    @Test
    void says_which_byte_is_not_utf_8() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("version: 1\n# für 𝄞 ".getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes("müde\n".getBytes(StandardCharsets.ISO_8859_1));
        Path file = Files.write(directory.resolve("policy.yaml"), bytes.toByteArray());
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(PolicyException.class)
                .hasMessage(file + ":2:10: this byte is not UTF-8. Save the file as UTF-8.");
    }

    @Test
    void names_the_file_as_it_was_given() throws IOException {
        Path file = Files.writeString(directory.resolve("policy.yaml"), "version: 3");
        assertThatThrownBy(() -> load(file))
                .hasMessage(file + ":1:10: version cannot be '3'. Expected 1, the version that this ddlguard reads.");
    }

    private static Policy load(Path file) throws PolicyException {
        return Policy.load(file, Policies.RULES);
    }
}
