package io.ddlguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowCommentTest {

    private static final AllowComment DROP_COLUMN =
            new AllowComment.Granted(Set.of("drop-column"), "last read removed in 2.3");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- ddlguard:allow drop-column reason=\"last read removed in 2.3\"",
                "--ddlguard:allow drop-column reason=\"last read removed in 2.3\"\r",
                "ddlguard:allow drop-column reason=\"last read removed in 2.3\"",
                "-- DDLguard: Allow  drop-column  reason = \" last read removed in 2.3 \"  ",
                "/* ddlguard:allow drop-column reason=\"last read removed in 2.3\" */",
                "/* ddlguard:allow drop-column reason=\"last read removed in 2.3\"*/",
                "/**\n * Second step.\n * ddlguard:allow drop-column reason=\"last read\n *   removed in 2.3\"\n * Done.\n **/",
            })
    void is_read_from_comments_of_either_kind(String comment) {
        assertThat(in(comment)).containsExactly(DROP_COLUMN);
    }

    @Test
    void takes_several_rules_with_one_reason() {
        assertThat(in("-- ddlguard:allow drop-column, drop-table,create-index reason=\"old, unused\""))
                .containsExactly(
                        new AllowComment.Granted(Set.of("drop-column", "drop-table", "create-index"), "old, unused"));
    }

    @Test
    void takes_several_in_one_block() {
        assertThat(in("/* ddlguard:allow drop-column reason=\"last read removed in 2.3\"\n"
                        + "   ddlguard:allow drop-table reason=\"unused\" */"))
                .containsExactly(DROP_COLUMN, new AllowComment.Granted(Set.of("drop-table"), "unused"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--",
                "/**/",
                "-- drops the column",
                "-- see ddlguard:allow drop-column reason=\"x\"",
                "-- ddlguard rewrites this",
                "-- ddlguard: takes no lock worth the name",
                "-- -- ddlguard:allow drop-column reason=\"x\"",
                "-- squawk-ignore ban-drop-column",
            })
    void is_not_seen_in_prose(String comment) {
        assertThat(in(comment)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            ddlguard:allow drop-colum reason="x"             | there is no rule 'drop-colum'. Did you mean 'drop-column'?
            ddlguard:allow drop-column, nope reason="x"      | there is no rule 'nope'.
            ddlguard:allow drop-column drop-table reason="x" | rules are separated by commas.
            ddlguard:allow drop-column, reason="x"           | a rule is missing.
            ddlguard:allow reason="x"                        | a rule is missing.
            ddlguard:allow                                   | it gives no reason.
            ddlguard:allow drop-column                       | it gives no reason.
            ddlguard:allow drop-column reason=""             | it gives no reason.
            ddlguard:allow drop-column reason="  "           | it gives no reason.
            ddlguard:allow drop-column reason='x'            | it gives no reason.
            ddlguard:allow drop-column because "x"           | the reason has no closing quote.
            ddlguard:allow drop-column reason="x             | the reason has no closing quote.
            ddlguard:allow drop-column reason="x" until=2026 | 'until=2026' stands behind the reason.
            ddlguard:alow drop-column reason="x"             | 'alow' is not known. Did you mean 'allow'?
            ddlguard: allowed drop-column reason="x"         | 'allowed' is not known. Did you mean 'allow'?
            """)
    void allows_nothing_when_it_is_not_quite_right(String comment, String problem) {
        assertThat(in("-- " + comment))
                .containsExactly(new AllowComment.Malformed("The comment 'ddlguard:allow' allows nothing: " + problem
                        + " Expected: ddlguard:allow RULE[, RULE …] reason=\"why this is safe\""));
    }

    @Test
    void does_not_take_the_rules_of_the_next_line() {
        assertThat(in("/* ddlguard:allow drop-column\n reason=\"x\" */"))
                .singleElement()
                .isInstanceOf(AllowComment.Malformed.class);
    }

    private static List<AllowComment> in(String comment) {
        return AllowComment.in(comment, Policies.RULES.keySet());
    }
}
