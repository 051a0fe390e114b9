package io.ddlguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ddlguard.benchmarks.Arguments.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void what_is_not_given_is_as_it_is_otherwise() throws UsageException {
        Arguments arguments = arguments();
        assertThat(arguments.number("tries", 7)).isEqualTo(7);
        assertThat(arguments.time("holder", Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(30));
        assertThat(arguments.file("picture", "a.svg")).isEqualTo(Path.of("a.svg"));
    }

    @Test
    void reads_numbers_times_and_files() throws UsageException {
        Arguments arguments = arguments("--holder", "1500ms", "--tries", "12", "--picture", "b.svg");
        assertThat(arguments.number("tries", 7)).isEqualTo(12);
        assertThat(arguments.time("holder", Duration.ZERO)).isEqualTo(Duration.ofMillis(1500));
        assertThat(arguments.file("picture", "a.svg")).isEqualTo(Path.of("b.svg"));
        assertThat(arguments("--holder", "2m").time("holder", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void says_what_it_does_not_understand() {
        complains("unknown option '--holdr'", "--holdr", "30s");
        complains("unknown option '300'", "300");
        complains("--holder needs a value", "--holder");
        complains("--holder is a time such as 500ms, 30s or 2m, not '30'", "--holder", "30");
        complains("--tries is a whole number from 1 to 999999, not '0'", "--tries", "0");
    }

    private static void complains(String message, String... words) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> {
                    Arguments arguments = arguments(words);
                    arguments.number("tries", 1);
                    arguments.time("holder", Duration.ZERO);
                })
                .withMessage(message);
    }

    private static Arguments arguments(String... words) throws UsageException {
        return new Arguments(List.of(words), List.of("holder", "tries", "picture"));
    }
}
