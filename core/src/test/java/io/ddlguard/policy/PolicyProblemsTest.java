package io.ddlguard.policy;

import static io.ddlguard.policy.Policies.policy;
import static io.ddlguard.policy.Policies.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole message for everything that can be wrong with the text of a policy. */
class PolicyProblemsTest {

    private static final String DURATION = "Expected a duration such as 500ms, 10s, 5m or 1h, from 1ms to 24h.";
    private static final String SIZE = "Expected a size such as 512kB, 1MB or 2GB, or 0.";
    private static final String NAME = "Expected schema.table, schema.table.column, schema.index or the like: up to"
            + " three names joined by dots, each as in SQL (unquoted, or in double quotes) or *.";
    private static final String SETTINGS =
            "mode, scope, lock, heed, ignore-below, allow-comments, unique-after-commit, max-after, on-pending, on-internal-error or rules.";

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# all of it\n# is a comment\n"})
    void names_an_empty_file(String yaml) {
        assertThat(problems(yaml)).isEqualTo("policy.yaml:1:1: the policy is empty. Expected at least 'version: 1'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- version: 1", "enforce", "~"})
    void names_a_file_that_is_no_mapping(String yaml) {
        assertThat(problems(yaml))
                .isEqualTo("policy.yaml:1:1: a policy is a mapping with version, defaults, environments or allow.");
    }

    @Test
    void names_a_missing_version_along_with_the_other_problems() {
        assertThat(problems("""
                defaults: {mode: on}
                """)).isEqualTo("""
                policy.yaml:1:1: version is missing. Expected 1, the version that this ddlguard reads.
                policy.yaml:1:18: defaults.mode cannot be 'on'. Expected enforce, observe or off.""");
    }

    @Test
    void names_another_version_and_judges_nothing_else() {
        assertThat(problems("""
                version: 2
                windows: none
                """))
                .isEqualTo(
                        "policy.yaml:1:10: version cannot be '2'. Expected 1, the version that this ddlguard reads.");
    }

    @Test
    void names_a_version_without_a_value() {
        assertThat(problems("version:"))
                .isEqualTo("policy.yaml:1:9: version has no value. Expected 1, the version that this ddlguard reads.");
    }

    @Test
    void names_unknown_keys_of_every_part_with_the_nearest_valid_one() {
        assertThat(problems("""
                version: 1
                default: {}
                defaults:
                  modes: enforce
                  Ignore_Below: 1MB
                  lock: {time-out: 1s}
                  heed: {replica_lag: 1s}
                  windows: []
                environments:
                  prod:
                    match: {uri: x, url: "jdbc:postgresql://prod"}
                    lok: {}
                allow:
                  - {rule: drop-column, on: public.a.b, reason: gone, untill: 2026-12-31}
                """)).isEqualTo("""
                policy.yaml:2:1: unknown key 'default' in the policy. Did you mean 'defaults'? \
                Expected version, defaults, environments or allow.
                policy.yaml:4:3: unknown key 'modes' in defaults. Did you mean 'mode'? Expected %1$s
                policy.yaml:5:3: unknown key 'Ignore_Below' in defaults. Did you mean 'ignore-below'? Expected %1$s
                policy.yaml:6:10: unknown key 'time-out' in defaults.lock. Did you mean 'timeout'? \
                Expected timeout, give-up-after or max-held.
                policy.yaml:7:10: unknown key 'replica_lag' in defaults.heed. Did you mean 'replica-lag'? \
                Expected replica-lag or active-queries.
                policy.yaml:8:3: unknown key 'windows' in defaults. Expected %1$s
                policy.yaml:11:13: unknown key 'uri' in environments.prod.match. Did you mean 'url'? Expected url.
                policy.yaml:12:5: unknown key 'lok' in environments.prod. Did you mean 'lock'? Expected match, %1$s
                policy.yaml:14:55: unknown key 'untill' in allow[]. Did you mean 'until'? \
                Expected rule, on, environments, reason or until.""".formatted(SETTINGS));
    }

    @Test
    void names_keys_that_are_given_twice() {
        assertThat(problems("""
                version: 1
                defaults: {mode: off}
                environments:
                  prod: {mode: off, mode: enforce}
                  dev: {}
                  prod: {}
                defaults:
                  rules:
                    drop-column: warn
                    drop-column: block
                """)).isEqualTo("""
                policy.yaml:4:21: 'mode' is already in environments.prod, at line 4.
                policy.yaml:6:3: 'prod' is already in environments, at line 4.
                policy.yaml:7:1: 'defaults' is already in the policy, at line 2.""");
    }

    @Test
    void names_rules_given_twice() {
        assertThat(problems("""
                version: 1
                defaults:
                  rules:
                    drop-column: warn
                    drop-column: block
                """)).isEqualTo("policy.yaml:5:5: 'drop-column' is already in defaults.rules, at line 4.");
    }

    @Test
    void names_keys_that_are_no_names() {
        assertThat(problems("""
                version: 1
                ? [a, b]
                : 1
                """)).isEqualTo("policy.yaml:2:3: a key of the policy cannot be a list. Expected a name.");
    }

    @Test
    void names_words_that_are_none_of_the_valid_ones() {
        assertThat(problems("""
                version: 1
                defaults:
                  mode: enforced
                  scope: deploys
                  allow-comments: yes
                  on-internal-error: fail
                """)).isEqualTo("""
                policy.yaml:3:9: defaults.mode cannot be 'enforced'. Did you mean 'enforce'? \
                Expected enforce, observe or off.
                policy.yaml:4:10: defaults.scope cannot be 'deploys'. Did you mean 'deploy'? Expected deploy or always.
                policy.yaml:5:19: defaults.allow-comments cannot be 'yes'. Expected true or false.
                policy.yaml:6:22: defaults.on-internal-error cannot be 'fail'. Expected block or allow.""");
    }

    @Test
    void names_values_that_are_missing_or_of_the_wrong_kind() {
        assertThat(problems("""
                version: 1
                defaults:
                  mode:
                  scope: [deploy]
                  lock: 500ms
                  heed: 10s
                  ignore-below: {size: 1MB}
                  rules: [drop-column]
                environments: [dev, prod]
                allow: drop-column
                """)).isEqualTo("""
                policy.yaml:3:8: defaults.mode has no value. Expected enforce, observe or off.
                policy.yaml:4:10: defaults.scope cannot be a list. Expected deploy or always.
                policy.yaml:5:9: defaults.lock cannot be text. Expected a mapping with timeout, give-up-after or max-held.
                policy.yaml:6:9: defaults.heed cannot be text. Expected a mapping with replica-lag or active-queries.
                policy.yaml:7:17: defaults.ignore-below cannot be a mapping. %s
                policy.yaml:8:10: defaults.rules cannot be a list. Expected a mapping.
                policy.yaml:9:15: environments cannot be a list. Expected a mapping.
                policy.yaml:10:8: allow cannot be text. Expected a list.""".formatted(SIZE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"500", "0ms", "0", "-1s", "1.5s", "5 m", "5min", "25h", "1441m", "86400001ms", "123456789s"})
    void names_a_duration_that_is_none(String duration) {
        assertThat(problems("version: 1\ndefaults: {lock: {timeout: " + duration + "}}"))
                .isEqualTo("policy.yaml:2:28: defaults.lock.timeout cannot be '" + duration + "'. " + DURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "1e3", "05", "0x10", "1_000", "100001", "1000000", "many"})
    void names_a_count_that_is_none(String count) {
        assertThat(problems("version: 1\ndefaults: {heed: {active-queries: " + count + "}}"))
                .isEqualTo("policy.yaml:2:35: defaults.heed.active-queries cannot be '" + count
                        + "'. Expected a whole number from 1 to 100000.");
    }

    @Test
    void names_a_lag_that_is_none() {
        assertThat(problems("version: 1\nenvironments: {prod: {heed: {replica-lag: 0s}}}"))
                .isEqualTo("policy.yaml:2:43: environments.prod.heed.replica-lag cannot be '0s'. " + DURATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1mb", "1 MB", "-1MB", "1.5GB", "1TB", "1234567890B"})
    void names_a_size_that_is_none(String size) {
        assertThat(problems("version: 1\nenvironments: {dev: {ignore-below: " + size + "}}"))
                .isEqualTo("policy.yaml:2:36: environments.dev.ignore-below cannot be '" + size + "'. " + SIZE);
    }

    @Test
    void names_rules_that_are_not_there_and_actions_that_a_rule_cannot_take() {
        assertThat(problems("""
                version: 1
                defaults:
                  rules:
                    drop_colum: block
                    drop-everything: block
                    drop-column: rewrite
                    prefer-bigint: block
                    create-index: rewrit
                    drop-table:
                """)).isEqualTo("""
                policy.yaml:4:5: there is no rule 'drop_colum'. Did you mean 'drop-column'?
                policy.yaml:5:5: there is no rule 'drop-everything'.
                policy.yaml:6:18: defaults.rules.drop-column cannot be 'rewrite'. Expected block, warn or allow.
                policy.yaml:7:20: defaults.rules.prefer-bigint cannot be 'block'. Expected warn or allow.
                policy.yaml:8:19: defaults.rules.create-index cannot be 'rewrit'. Did you mean 'rewrite'? \
                Expected rewrite, block, warn or allow.
                policy.yaml:9:16: defaults.rules.drop-table has no value. Expected block, warn or allow.""");
    }

    @Test
    void names_environments_that_cannot_be_called_so() {
        assertThat(problems("""
                version: 1
                environments:
                  default: {mode: off}
                  "eu,prod": {mode: off}
                """)).isEqualTo("""
                policy.yaml:3:3: an environment cannot be called 'default': that is what holds where none does, \
                and it is written under 'defaults'.
                policy.yaml:4:3: an environment cannot be called 'eu,prod'. Expected letters, digits, '.', '_' or '-'.""");
    }

    @Test
    void names_matches_that_can_match_no_url_and_never_shows_them() {
        assertThat(problems("""
                version: 1
                environments:
                  a: {match: "jdbc:postgresql://prod?password=secret"}
                  b: {match: {}}
                  c: {match: {url: "prod-*"}}
                  d: {match: {url: "jdbc:postgresql://prod?password=secret"}}
                  e: {match: {url: "jdbc:ddlguard:postgresql://prod"}}
                  f: {match: {url: "jdbc:postgres"}}
                """)).isEqualTo("""
                policy.yaml:3:14: environments.a.match cannot be text. Expected a mapping with url.
                policy.yaml:4:14: environments.b.match.url is missing. \
                Expected a pattern such as "jdbc:postgresql://prod-*".
                policy.yaml:5:20: environments.c.match.url can match no URL. %1$s
                policy.yaml:6:20: environments.d.match.url has parameters. \
                URLs are matched without theirs: leave out '?' and what follows.
                policy.yaml:7:20: environments.e.match.url can match no URL. %1$s
                policy.yaml:8:20: environments.f.match.url can match no URL. %1$s""".formatted(
                        "Expected jdbc:postgresql:… with * for any text, such as \"jdbc:postgresql://prod-*\"."));
    }

    @Test
    void names_everything_that_is_wrong_with_an_allowance() {
        assertThat(problems("""
                version: 1
                environments: {dev: {}, prod: {}}
                allow:
                  - rule: drop-colum
                    on: public..users
                    environments: [prd, dev]
                    until: 2026-02-30
                  - {}
                  - {rule: drop-column, on: public.users, reason: "  ", environments: []}
                  - {rule: drop-column, on: public.users, reason: gone, environments: prod, until: tomorrow}
                  - drop-column
                """)).isEqualTo("""
                policy.yaml:4:5: allow[].reason is missing. Expected a sentence that says why this is safe.
                policy.yaml:4:11: there is no rule 'drop-colum'. Did you mean 'drop-column'?
                policy.yaml:5:9: allow[].on cannot be 'public..users'. %1$s
                policy.yaml:6:20: allow[].environments cannot be 'prd'. Did you mean 'prod'? \
                Expected dev, prod or default.
                policy.yaml:7:12: allow[].until cannot be '2026-02-30'. \
                Expected the last day it counts on, such as 2026-12-31.
                policy.yaml:8:5: allow[].on is missing. %1$s
                policy.yaml:8:5: allow[].reason is missing. Expected a sentence that says why this is safe.
                policy.yaml:8:5: allow[].rule is missing. Expected the id of a rule.
                policy.yaml:9:51: allow[].reason cannot be ' '. Expected a sentence that says why this is safe.
                policy.yaml:9:71: allow[].environments is empty. Expected dev, prod or default; leave it out for all.
                policy.yaml:10:71: allow[].environments cannot be text. Expected a list.
                policy.yaml:10:84: allow[].until cannot be 'tomorrow'. \
                Expected the last day it counts on, such as 2026-12-31.
                policy.yaml:11:5: allow[] cannot be text. \
                Expected a mapping with rule, on, environments, reason or until.""".formatted(NAME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "users.",
                ".users",
                "a.b.c.d",
                "public.us ers",
                "public.1st",
                "public.legacy_*",
                "public.\\\"Users",
                "public.\\\"\\\"",
                "f(int)"
            })
    void names_an_object_that_cannot_be_named_so(String name) {
        assertThat(problems("version: 1\nallow:\n- {rule: drop-column, reason: gone, on: \"" + name + "\"}"))
                .isEqualTo("policy.yaml:3:41: allow[].on cannot be '" + name.replace("\\", "") + "'. " + NAME);
    }

    @Test
    void names_what_is_not_yaml() {
        assertThat(problems("version: 1\n\tdefaults: {}"))
                .isEqualTo("policy.yaml:2:1: not YAML: while scanning for the next token, found character '\\t(TAB)'"
                        + " that cannot start any token. (Do not use \\t(TAB) for indentation).");
        assertThat(problems("version: 1\ndefaults: {mode: off"))
                .isEqualTo("policy.yaml:2:21: not YAML: while parsing a flow mapping, expected ',' or '}', but got"
                        + " <stream end>.");
        assertThat(problems("version: 1\n---\nversion: 1"))
                .isEqualTo("policy.yaml:2:1: not YAML: expected a single document in the stream, but found another"
                        + " document.");
        assertThat(problems("version: 1\n# ü𝄞\u0007"))
                .isEqualTo("policy.yaml:2:5: not YAML: the character U+0007 is not allowed.");
        assertThat(problems("version: 1\ndefaults: " + "[".repeat(100_000)))
                .isEqualTo("policy.yaml:1:1: not a policy: brackets are nested thousands deep.");
    }

    @Test
    void says_that_a_leading_star_needs_quotes() {
        assertThat(problems("version: 1\nallow:\n- on: *.users"))
                .isEqualTo("policy.yaml:3:8: not YAML: while scanning an alias, unexpected character found .(46)."
                        + " A value that begins with '*' needs quotes.");
        assertThat(problems("version: 1\nallow:\n- on: *users"))
                .isEqualTo("policy.yaml:3:7: not YAML: found undefined alias users."
                        + " A value that begins with '*' needs quotes.");
    }

    @Test
    void keeps_a_problem_on_one_line_whatever_the_text() {
        assertThat(problems("version: 1\n\"a\\nb" + "c".repeat(100) + "\": 1"))
                .isEqualTo("policy.yaml:2:1: unknown key 'a b" + "c".repeat(57) + "…' in the policy."
                        + " Expected version, defaults, environments or allow.");
    }

    @Test
    @Timeout(20)
    void comes_to_an_end_on_aliases_that_lead_back_to_themselves() {
        assertThat(problems("""
                version: 1
                environments: &all
                  dev: *all
                """))
                .isEqualTo("policy.yaml:3:3: unknown key 'dev' in environments.dev. Expected match, " + SETTINGS);
        assertThat(problems("version: 1\nallow: &all [*all]"))
                .isEqualTo("policy.yaml:2:8: allow[] cannot be a list."
                        + " Expected a mapping with rule, on, environments, reason or until.");
        assertThat(problems("version: 1\ndefaults: &all\n  <<: *all"))
                .isEqualTo("policy.yaml:3:3: unknown key '<<' in defaults. Expected " + SETTINGS);
        assertThat(problems("version: 1\n? &key [*key]\n: 1"))
                .isEqualTo("policy.yaml:2:3: a key of the policy cannot be a list. Expected a name.");
    }

    @Test
    void takes_sections_whose_lines_are_commented_out() throws PolicyException {
        EnvironmentPolicy dev = policy("""
                version: 1
                defaults:
                  lock:
                  rules:
                environments:
                  dev:
                allow:
                """).environment("dev", null);
        assertThat(dev.mode()).isEqualTo(Mode.ENFORCE);
    }
}
