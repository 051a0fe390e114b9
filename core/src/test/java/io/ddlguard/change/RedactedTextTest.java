package io.ddlguard.change;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactedTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT * FROM users WHERE name = 'O''Hara' AND id > 4711 -- why | SELECT * FROM users WHERE name = ? AND id > ?
            UPDATE t SET a = E'x\\n', b = 1.5, c = B'01', d = $$secret$$     | UPDATE t SET a = ?, b = ?, c = ?, d = ?
            SELECT $1, "Weird Name" /* c */ FROM t | SELECT $1, "Weird Name" FROM t
            INSERT INTO t VALUES ('cut off in the midd                      | INSERT INTO t VALUES …
            """)
    void shows_no_literal(String sql, String redacted) {
        assertThat(RedactedText.of(sql)).isEqualTo(redacted);
    }

    @Test
    void is_short() {
        assertThat(RedactedText.of("SELECT " + "a, ".repeat(500) + "b"))
                .hasSize(201)
                .endsWith("…");
    }
}
