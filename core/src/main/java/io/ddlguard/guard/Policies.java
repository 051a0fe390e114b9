package io.ddlguard.guard;

import io.ddlguard.policy.Allowance;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Policy;
import io.ddlguard.policy.PolicyException;
import io.ddlguard.policy.Scope;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.rule.Rules;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the policy and the environment for a URL. What a door was told comes first, then the system properties {@code
 * ddlguard.config}, {@code ddlguard.env} and {@code ddlguard.scope}, then the environment variables {@code
 * DDLGUARD_CONFIG}, {@code DDLGUARD_ENV} and {@code DDLGUARD_SCOPE}, then the URL's own parameters of the first names.
 * A file is read once. Thread-safe.
 */
final class Policies {

    private final Settings settings;
    private final Reporter reporter;
    private final Map<String, Policy> files = new ConcurrentHashMap<>();
    private final Map<String, EnvironmentPolicy> byUrl = new ConcurrentHashMap<>();

    Policies(Settings settings, Reporter reporter) {
        this.settings = settings;
        this.reporter = reporter;
    }

    EnvironmentPolicy of(String url) throws PolicyException {
        EnvironmentPolicy known = byUrl.get(url);
        if (known == null) {
            known = resolve(url);
            byUrl.put(url, known);
            tellExpired(known);
        }
        return known;
    }

    /** @throws SQLException SQLSTATE {@code DG003}: it cannot be read */
    EnvironmentPolicy admitted(String url) throws SQLException {
        try {
            return of(url);
        } catch (PolicyException e) {
            throw new SQLNonTransientException(
                    "ddlguard cannot read its policy, and lets nothing through until it can:\n" + e.getMessage(),
                    Guard.BAD_POLICY,
                    e);
        }
    }

    /** Somebody believes that it still counts. */
    private void tellExpired(EnvironmentPolicy policy) {
        for (Allowance allowance : policy.expired(LocalDate.now())) {
            reporter.report(new Event.Notice(
                    Event.Level.WARN,
                    allowance.place() + ": the allowance of " + allowance.rule() + " on " + allowance.on()
                            + " has expired and counts no longer"));
        }
    }

    private EnvironmentPolicy resolve(String url) throws PolicyException {
        String config = find(Settings::config, "config", url);
        Policy policy = config == null ? Policy.defaults() : file(config);
        EnvironmentPolicy environment = policy.environment(find(Settings::environment, "env", url), url);
        String scope = find(Settings::scope, "scope", url);
        return scope == null ? environment : environment.withScope(scope(scope));
    }

    private Policy file(String path) throws PolicyException {
        Policy policy = files.get(path);
        if (policy == null) {
            policy = Policy.load(Path.of(path), Rules.actions());
            files.put(path, policy);
        }
        return policy;
    }

    private static Scope scope(String name) throws PolicyException {
        Optional<Scope> found = Arrays.stream(Scope.values())
                .filter(scope -> scope.toString().equals(name))
                .findFirst();
        return found.orElseThrow(
                () -> new PolicyException("the scope '" + name + "' is not known; it is 'deploy' or 'always'"));
    }

    private @Nullable String find(Function<Settings, @Nullable String> told, String name, String url) {
        String value = told.apply(settings);
        if (value == null) {
            value = System.getProperty("ddlguard." + name);
        }
        if (value == null) {
            value = System.getenv("DDLGUARD_" + name.toUpperCase(java.util.Locale.ROOT));
        }
        return value == null ? parameter(url, "ddlguard." + name) : value;
    }

    private static @Nullable String parameter(String url, String name) {
        int question = url.indexOf('?');
        if (question < 0) {
            return null;
        }
        for (String parameter : url.substring(question + 1).split("&")) {
            if (parameter.startsWith(name + "=")) {
                return java.net.URLDecoder.decode(
                        parameter.substring(name.length() + 1), java.nio.charset.StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
