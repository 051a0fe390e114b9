package io.ddlguard.policy;

import static io.ddlguard.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowanceTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 12, 31);

    private static final String USERS = """
            version: 1
            environments: {dev: {}, prod: {}}
            allow:
              - rule: drop-column
                on: public.users.legacy_name
                environments: [prod]
                reason: " contract step, last read removed in 2.3 "
                until: 2026-12-31
              - {rule: drop-table, on: public.old, reason: unused since 2.1}
              - {rule: drop-table, on: public.older, environments: [default], reason: unused since 1.0}
            """;

    @Test
    void tells_what_it_allows_why_and_where_it_stands() throws PolicyException {
        Allowance allowance = policy(USERS)
                .environment("prod", null)
                .allowance("drop-column", List.of("public", "users", "legacy_name"), TODAY)
                .orElseThrow();
        assertThat(allowance.rule()).isEqualTo("drop-column");
        assertThat(allowance.on()).hasToString("public.users.legacy_name");
        assertThat(allowance.environments()).isEqualTo(Set.of("prod"));
        assertThat(allowance.reason()).isEqualTo("contract step, last read removed in 2.3");
        assertThat(allowance.until()).contains(TODAY);
        assertThat(allowance.place()).hasToString("policy.yaml:4:5");
    }

    @Test
    void counts_on_its_last_day_and_not_on_the_day_after() throws PolicyException {
        EnvironmentPolicy prod = policy(USERS).environment("prod", null);
        List<String> column = List.of("public", "users", "legacy_name");
        assertThat(prod.allowance("drop-column", column, TODAY)).isPresent();
        assertThat(prod.expired(TODAY)).isEmpty();

        LocalDate after = TODAY.plusDays(1);
        assertThat(prod.allowance("drop-column", column, after)).isEmpty();
        assertThat(prod.expired(after))
                .extracting(allowance -> allowance.place().line())
                .containsExactly(4);
    }

    @Test
    void holds_only_in_its_environments() throws PolicyException {
        assertThat(lines(policy(USERS).environment("dev", null))).containsExactly(9);
        assertThat(lines(policy(USERS).environment("prod", null))).containsExactly(4, 9);
        assertThat(lines(policy(USERS).environment(null, null))).containsExactly(9, 10);
    }

    @Test
    void skips_an_expired_one_for_the_next_that_counts() throws PolicyException {
        EnvironmentPolicy policy = policy("""
                version: 1
                allow:
                  - {rule: drop-table, on: public.old, reason: first try, until: 2026-06-30}
                  - {rule: drop-table, on: public.*, reason: second try}
                  - {rule: drop-table, on: public.old, reason: third try}
                """).environment(null, null);
        assertThat(policy.allowance("drop-table", List.of("public", "old"), TODAY))
                .map(Allowance::reason)
                .contains("second try");
    }

    @Test
    void tells_two_apart_that_say_the_same() throws PolicyException {
        EnvironmentPolicy policy = policy("""
                version: 1
                allow:
                - {rule: drop-table, on: public.old, reason: unused}
                - {rule: drop-table, on: public.old, reason: unused}
                """).environment(null, null);
        assertThat(policy.allowances()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void says_nothing_of_other_rules() throws PolicyException {
        EnvironmentPolicy prod = policy(USERS).environment("prod", null);
        assertThat(prod.allowance("drop-table", List.of("public", "users", "legacy_name"), TODAY))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            public.users           , public/users          , true
            PUBLIC.Users           , public/users          , true
            public.users           , public/Users          , false
            public."Users"         , public/Users          , true
            public."Users"         , public/users          , false
            "a.b"."say ""hi""\"     , a.b/say "hi"          , true
            public.users           , public/users/email    , false
            public.users.email     , public/users          , false
            public.users.*         , public/users/email    , true
            public.users.*         , public/users          , false
            *.users                , billing/users         , true
            *.*.email              , billing/Users/email   , true
            *                      , billing               , true
            *                      , billing/users         , false
            public."*"             , public/users          , false
            public."*"             , public/*              , true
            öffentlich.größe_1$    , öffentlich/größe_1$   , true
            ÖFFENTLICH.x           , öffentlich/x          , false
            """)
    void matches_names_part_by_part(String pattern, String name, boolean matches) {
        assertThat(ObjectPattern.parse(pattern).orElseThrow().matches(List.of(name.split("/"))))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            PUBLIC.Users       , public.users
            public."users"     , public.users
            public."Users".*   , public."Users".*
            "say ""hi""\"       , "say ""hi""\"
            """)
    void is_shown_as_it_would_be_written(String pattern, String shown) {
        assertThat(ObjectPattern.parse(pattern)).map(ObjectPattern::toString).contains(shown);
    }

    private static List<Integer> lines(EnvironmentPolicy policy) {
        return policy.allowances().stream()
                .map(allowance -> allowance.place().line())
                .toList();
    }
}
