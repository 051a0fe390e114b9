package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.demo.Options.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionsTest {

    @Test
    void fills_two_million_rows_when_nothing_is_said() throws UsageException {
        assertThat(Options.parse())
                .isEqualTo(new Options(
                        2_000_000,
                        400,
                        15,
                        Path.of("agent/target/ddlguard.jar"),
                        Path.of("demo-app/target/report.html")));
    }

    @Test
    void takes_a_value_from_the_next_word_or_after_an_equals_sign() throws UsageException {
        assertThat(Options.parse("--rows", "500", "--rate=20", "--seconds", "5", "--agent=a.jar", "--report", "r.html"))
                .isEqualTo(new Options(500, 20, 5, Path.of("a.jar"), Path.of("r.html")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rows abc | --rows is a whole number from 1 to 50000000, not 'abc'",
                "--rows 0 | --rows is a whole number from 1 to 50000000, not '0'",
                "--rows=99999999999 | --rows is a whole number from 1 to 50000000, not '99999999999'",
                "--seconds 2 | --seconds is a whole number from 3 to 600, not '2'",
                "--rows | --rows needs a value",
                "--agent= | --agent needs the path of a file",
                "--row 5 | unknown option '--row'",
                "5 | unknown option '5'",
            })
    void says_what_is_wrong_with_the_command_line(String line, String message) {
        assertThatThrownBy(() -> Options.parse(line.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
