package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.ddlguard.pgparser.tree.KeywordKind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void have_names_kinds_and_places() throws PgSyntaxException {
        assertThat(PgParser.tokens("drop 'ä😀' /* é */ a; -- x"))
                .containsExactly(
                        new Token("DROP", KeywordKind.UNRESERVED_KEYWORD, 0, 4),
                        new Token("SCONST", KeywordKind.NO_KEYWORD, 5, 10),
                        new Token("C_COMMENT", KeywordKind.NO_KEYWORD, 11, 18),
                        new Token("IDENT", KeywordKind.NO_KEYWORD, 19, 20),
                        new Token("ASCII_59", KeywordKind.NO_KEYWORD, 20, 21),
                        new Token("SQL_COMMENT", KeywordKind.NO_KEYWORD, 22, 26));
    }

    @Test
    void name_operators_and_constants() throws PgSyntaxException {
        assertThat(PgParser.tokens("a<=1.5 <> $1::b || $$x$$ := U&'x' b'1' x'f' .. => >="))
                .extracting(Token::name)
                .containsExactly(
                        "IDENT",
                        "LESS_EQUALS",
                        "FCONST",
                        "NOT_EQUALS",
                        "PARAM",
                        "TYPECAST",
                        "IDENT",
                        "Op",
                        "SCONST",
                        "COLON_EQUALS",
                        "USCONST",
                        "BCONST",
                        "XCONST",
                        "DOT_DOT",
                        "EQUALS_GREATER",
                        "GREATER_EQUALS");
    }

    @Test
    void name_every_keyword() throws PgSyntaxException {
        List<String> keywords = List.of(
                "abort",
                "absent",
                "begin",
                "concurrently",
                "delete",
                "enforced",
                "index",
                "json",
                "nulls",
                "only",
                "plan",
                "select",
                "system_user",
                "truncate",
                "unknown",
                "virtual",
                "with",
                "xmltable",
                "zone");
        for (String keyword : keywords) {
            Token token = PgParser.tokens(keyword).get(0);
            assertThat(token.name().replaceFirst("_P$", "")).isEqualTo(keyword.toUpperCase(Locale.ROOT));
            assertThat(token.keyword()).isNotEqualTo(KeywordKind.NO_KEYWORD);
        }
    }

    /** The wrapper's buffer counts on short tokens; one that is longer must neither be cut nor spoil the next. */
    @Test
    void may_be_long_and_hold_anything() throws PgSyntaxException {
        for (int length : new int[] {1_000, 10_000, 100_000}) {
            String literal = "'" + "\\\"\n\u0001ä".repeat(length / 5) + "'";
            assertThat(PgParser.tokens(literal + " a " + literal))
                    .extracting(Token::name, Token::end)
                    .containsExactly(
                            tuple("SCONST", literal.length()),
                            tuple("IDENT", literal.length() + 2),
                            tuple("SCONST", 2 * literal.length() + 3));
        }
        assertThat(PgParser.parse("SELECT 1")).hasSize(1);
    }

    @Test
    void need_not_form_a_statement() throws PgSyntaxException {
        assertThat(PgParser.tokens(") from ) select")).hasSize(4);
        assertThat(PgParser.tokens("")).isEmpty();
        assertThat(PgParser.tokens(" \n\t")).isEmpty();
    }

    @Test
    void report_what_is_not_even_a_token() {
        assertThatThrownBy(() -> PgParser.tokens("select 'abc"))
                .isInstanceOf(PgSyntaxException.class)
                .hasMessage("unterminated quoted string at or near \"'abc\"");
    }
}
