package io.ddlguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveLineTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void writes_progress_over_on_a_terminal_and_leaves_the_rest() {
        print(new LiveLine(out, true));
        assertThat(onTheScreen()).isEqualTo("begun\ndone");
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("half of it");
    }

    @Test
    void writes_nothing_but_lines_elsewhere() {
        print(new LiveLine(out, false));
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("begun", "a third of it, and much more is to come", "half of it", "done");
    }

    @Test
    void does_not_take_a_pipe_for_a_terminal() {
        // As a build runs tests; a log that is collected looks the same.
        assertThat(LiveLine.isTerminal(0)).isFalse();
    }

    private static void print(LiveLine line) {
        line.print("begun", false);
        line.print("a third of it, and much more is to come", true);
        line.print("half of it", true);
        line.print("done", false);
    }

    /** What a terminal makes of the two controls that matter here. */
    private String onTheScreen() {
        StringBuilder screen = new StringBuilder();
        StringBuilder row = new StringBuilder();
        int column = 0;
        String text =
                written.toString(StandardCharsets.UTF_8).replace("\033[?7l", "").replace("\033[?7h", "");
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\033[K", i)) {
                row.setLength(column);
                i += 2;
            } else if (text.charAt(i) == '\r') {
                column = 0;
            } else if (text.charAt(i) == '\n') {
                screen.append(row).append('\n');
                row.setLength(0);
                column = 0;
            } else {
                row.setLength(Math.max(row.length(), column + 1));
                row.setCharAt(column++, text.charAt(i));
            }
        }
        return screen.append(row).toString().strip();
    }
}
