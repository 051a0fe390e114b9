package io.ddlguard.policy;

import static io.ddlguard.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    private static final EnvironmentPolicy BUILT_IN = new EnvironmentPolicy(
            "default",
            Mode.ENFORCE,
            Scope.DEPLOY,
            Duration.ofMillis(500),
            Duration.ofMinutes(5),
            Duration.ofSeconds(2),
            Heed.NOTHING,
            0,
            true,
            false,
            Duration.ZERO,
            OnPending.REPORT,
            OnInternalError.BLOCK,
            Map.of(),
            List.of());

    private static final String DEV_AND_PROD = """
            version: 1
            environments:
              dev: {mode: observe}
              prod:
                match: {url: "jdbc:postgresql://prod-*"}
            """;

    @Test
    void enforces_in_deploys_without_a_file() throws PolicyException {
        assertThat(Policy.defaults().environment(null, "jdbc:postgresql://localhost/app"))
                .isEqualTo(BUILT_IN);
    }

    @Test
    void holds_the_same_with_a_file_that_says_nothing() throws PolicyException {
        assertThat(policy("version: 1").environment(null, null)).isEqualTo(BUILT_IN);
    }

    @Test
    void takes_every_key_of_the_defaults() throws PolicyException {
        assertThat(policy("""
                version: 1
                defaults:
                  mode: observe
                  scope: always
                  lock: {timeout: 2s, give-up-after: 1h, max-held: 30s}
                  heed: {replica-lag: 10s, active-queries: 50}
                  ignore-below: 1MB
                  allow-comments: false
                  unique-after-commit: true
                  max-after: 20m
                  on-pending: exit
                  on-internal-error: allow
                  rules: {drop-column: warn}
                """).environment(null, null))
                .isEqualTo(new EnvironmentPolicy(
                        "default",
                        Mode.OBSERVE,
                        Scope.ALWAYS,
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ofSeconds(30),
                        new Heed(Duration.ofSeconds(10), 50),
                        1_048_576,
                        false,
                        true,
                        Duration.ofMinutes(20),
                        OnPending.EXIT,
                        OnInternalError.ALLOW,
                        Map.of("drop-column", Action.WARN),
                        List.of()));
    }

    @Test
    void lets_the_environment_win_key_by_key_also_inside_lock_heed_and_rules() throws PolicyException {
        EnvironmentPolicy prod = policy("""
                version: 1
                environments:
                  prod:
                    lock: {give-up-after: 30m}
                    heed: {active-queries: 7}
                    ignore-below: 0
                    allow-comments: false
                    rules: {drop-table: allow, create-index: block}
                defaults:
                  mode: observe
                  lock: {timeout: 100ms, give-up-after: 1m}
                  heed: {replica-lag: 500ms, active-queries: 50}
                  ignore-below: 8kB
                  rules: {drop-column: warn, create-index: rewrite}
                """).environment("prod", null);
        assertThat(prod)
                .isEqualTo(new EnvironmentPolicy(
                        "prod",
                        Mode.OBSERVE,
                        Scope.DEPLOY,
                        Duration.ofMillis(100),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(2),
                        new Heed(Duration.ofMillis(500), 7),
                        0,
                        false,
                        false,
                        Duration.ZERO,
                        OnPending.REPORT,
                        OnInternalError.BLOCK,
                        Map.of(
                                "drop-column", Action.WARN,
                                "drop-table", Action.ALLOW,
                                "create-index", Action.BLOCK),
                        List.of()));
        assertThat(prod.action("drop-table")).contains(Action.ALLOW);
        assertThat(prod.action("prefer-bigint")).isEmpty();
    }

    @Test
    void keeps_one_environment_out_of_another() throws PolicyException {
        Policy policy = policy("""
                version: 1
                environments:
                  dev: {mode: off, rules: {drop-column: allow}}
                  prod: {}
                """);
        assertThat(policy.environment("prod", null).mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.environment("prod", null).action("drop-column")).isEmpty();
        assertThat(policy.environment(null, null).mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void takes_aliases() throws PolicyException {
        Policy policy = policy("""
                version: 1
                environments:
                  dev: &relaxed {mode: observe, rules: {drop-column: allow}}
                  test: *relaxed
                """);
        assertThat(policy.environment("test", null).mode()).isEqualTo(Mode.OBSERVE);
        assertThat(policy.environment("test", null).name()).isEqualTo("test");
    }

    @ParameterizedTest
    @CsvSource({"1ms,PT0.001S", "10s,PT10S", "90m,PT1H30M", "24h,PT24H", "86400000ms,PT24H"})
    void reads_durations(String text, Duration duration) throws PolicyException {
        assertThat(policy("version: 1\ndefaults: {lock: {timeout: " + text + "}}")
                        .environment(null, null)
                        .lockTimeout())
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "'0',0", "12B,12", "1kB,1024", "1KB,1024", "3MB,3145728", "999999999GB,1073741822926258176"})
    void reads_sizes(String text, long bytes) throws PolicyException {
        assertThat(policy("version: 1\ndefaults: {ignore-below: " + text + "}")
                        .environment(null, null)
                        .ignoreBelow())
                .isEqualTo(bytes);
    }

    @Test
    void prefers_the_named_environment_to_the_one_that_claims_the_url() throws PolicyException {
        assertThat(policy(DEV_AND_PROD)
                        .environment("dev", "jdbc:postgresql://prod-1/app")
                        .name())
                .isEqualTo("dev");
    }

    @Test
    void lets_the_defaults_be_named() throws PolicyException {
        assertThat(policy(DEV_AND_PROD)
                        .environment("default", "jdbc:postgresql://prod-1/app")
                        .name())
                .isEqualTo("default");
        assertThat(Policy.defaults().environment("default", null)).isEqualTo(BUILT_IN);
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://prod-*,       jdbc:postgresql://prod-1/app,                    true",
        "jdbc:postgresql://prod-*,       jdbc:postgresql://prod-1:5433/app?user=a,        true",
        "jdbc:postgresql://prod-*,       'jdbc:postgresql://prod-1:5432,prod-2:5432/app', true",
        "jdbc:postgresql://prod-*,       jdbc:postgresql://PROD-1/app,                    true",
        "jdbc:postgresql://prod-*,       jdbc:postgresql://my-prod-1/app,                 false",
        "jdbc:postgresql://prod-*,       jdbc:postgresql://localhost/app?host=//prod-1,   false",
        "jdbc:postgresql://*/billing,    jdbc:postgresql://db.internal:5432/billing?ssl,  true",
        "jdbc:postgresql://*/billing,    jdbc:postgresql://db.internal:5432/billing_2,    false",
        "jdbc:postgresql://db.prod/*,    jdbc:postgresql://db-prod/app,                   false",
        "jdbc:postgresql:*prod*,         jdbc:postgresql://a.prod.b/c,                    true",
        "jdbc:postgresql:app,            jdbc:postgresql:app,                             true",
        "jdbc:postgresql:app,            jdbc:postgresql:application,                     false",
        "*//prod,                        jdbc:postgresql://prod,                          true",
        "jdbc:*:postgresql://prod,       jdbc:postgresql://prod,                          false",
        "*,                              jdbc:postgresql:///,                             true",
    })
    void matches_urls_without_their_parameters(String pattern, String url, boolean claimed) throws PolicyException {
        Policy policy = policy("version: 1\nenvironments: {claimed: {match: {url: \"" + pattern + "\"}}}");
        assertThat(policy.environment(null, url).name()).isEqualTo(claimed ? "claimed" : "default");
    }

    @Test
    void refuses_two_environments_that_claim_one_url_and_does_not_show_the_url() throws PolicyException {
        Policy policy = policy("""
                version: 1
                environments:
                  prod:
                    match: {url: "jdbc:postgresql://prod-*"}
                  dev: {}
                  eu:
                    match: {url: "jdbc:postgresql://*-eu/*"}
                """);
        assertThatThrownBy(() -> policy.environment(null, "jdbc:postgresql://prod-eu/app?password=secret"))
                .isInstanceOf(PolicyException.class)
                .hasMessage("policy.yaml:6:3: the URL of this connection matches the environments 'prod' (line 3) and"
                        + " 'eu' (line 6). Name the one that is meant, or make their match.url exclude each other.");
        assertThat(policy.environment(null, "jdbc:postgresql://prod-us/app").name())
                .isEqualTo("prod");
        assertThat(policy.environment("eu", "jdbc:postgresql://prod-eu/app").name())
                .isEqualTo("eu");
    }

    @Test
    void refuses_an_environment_that_is_not_there() throws PolicyException {
        Policy policy = policy(DEV_AND_PROD);
        assertThatThrownBy(() -> policy.environment("prd", "jdbc:postgresql://prod-1/app"))
                .isInstanceOf(PolicyException.class)
                .hasMessage("policy.yaml:2:1: there is no environment 'prd'. Did you mean 'prod'?"
                        + " Expected dev, prod or default.");
        assertThatThrownBy(() -> policy.environment("staging", null))
                .hasMessage("policy.yaml:2:1: there is no environment 'staging'. Expected dev, prod or default.");
    }

    @Test
    void refuses_a_named_environment_where_there_are_none() throws PolicyException {
        Policy policy = policy("version: 1");
        assertThatThrownBy(() -> policy.environment("prod", null))
                .isInstanceOf(PolicyException.class)
                .hasMessage("policy.yaml:1:1: there is no environment 'prod': the policy has no environments.");
        assertThatThrownBy(() -> Policy.defaults().environment("prod", null))
                .isInstanceOf(PolicyException.class)
                .hasMessage("there is no environment 'prod': there is no policy file. Name the file too, or leave the"
                        + " environment out.");
    }

    @Test
    void changes_only_the_scope_where_something_stronger_names_it() throws PolicyException {
        EnvironmentPolicy dev = policy(DEV_AND_PROD).environment("dev", null);
        assertThat(dev.withScope(Scope.ALWAYS).scope()).isEqualTo(Scope.ALWAYS);
        assertThat(dev.withScope(Scope.ALWAYS).withScope(Scope.DEPLOY)).isEqualTo(dev);
    }
}
