package io.ddlguard.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is allowed, where, until when: a policy file that was read without a problem, or the built-in defaults.
 * Immutable, so any thread may ask it.
 */
public final class Policy {

    /** An environment of the file, the URLs it claims, and where it stands. */
    record Environment(EnvironmentPolicy policy, Optional<UrlPattern> match, Place place) {}

    private final EnvironmentPolicy defaults;
    private final List<Environment> environments;

    /** Where a missing environment is missed; empty without a file. */
    private final Optional<Place> environmentsAt;

    Policy(EnvironmentPolicy defaults, List<Environment> environments, Optional<Place> environmentsAt) {
        this.defaults = defaults;
        this.environments = List.copyOf(environments);
        this.environmentsAt = environmentsAt;
    }

    /**
     * Reads a policy file.
     *
     * @param rules the id of every rule, with the actions that it can take
     * @throws PolicyException the file is not there, or not a policy; all its problems are in the message
     */
    public static Policy load(Path file, Map<String, Set<Action>> rules) throws PolicyException {
        return PolicyReader.read(file.toString(), PolicyText.of(file), rules);
    }

    /** What holds without a policy file: enforce in a deploy, 500 ms in a lock's queue, give up after 5 minutes. */
    public static Policy defaults() {
        return new Policy(EnvironmentPolicy.BUILT_IN, List.of(), Optional.empty());
    }

    /**
     * What holds for a connection.
     *
     * @param named the environment that the user named; {@value EnvironmentPolicy#DEFAULT} names the file's defaults;
     *     null: the one that claims the URL, else the defaults
     * @param url the JDBC URL as pgjdbc takes it; null where there is no connection, which no environment claims
     * @throws PolicyException there is no such environment, or two of them claim the URL
     */
    public EnvironmentPolicy environment(@Nullable String named, @Nullable String url) throws PolicyException {
        if (named != null) {
            return named(named);
        }
        return url == null ? defaults : matching(url);
    }

    private EnvironmentPolicy named(String name) throws PolicyException {
        if (name.equals(EnvironmentPolicy.DEFAULT)) {
            return defaults;
        }
        for (Environment environment : environments) {
            if (environment.policy().name().equals(name)) {
                return environment.policy();
            }
        }
        throw new PolicyException(noEnvironment(name));
    }

    private String noEnvironment(String name) {
        String missing = "there is no environment " + Wording.quoted(name);
        if (environmentsAt.isEmpty()) {
            return missing + ": there is no policy file. Name the file too, or leave the environment out.";
        }
        if (environments.isEmpty()) {
            return environmentsAt.get() + ": " + missing + ": the policy has no environments.";
        }
        List<String> names = Stream.concat(environments.stream().map(Environment::policy), Stream.of(defaults))
                .map(EnvironmentPolicy::name)
                .toList();
        return environmentsAt.get() + ": " + missing + "." + Wording.didYouMean(name, names) + " Expected "
                + Wording.oneOf(names) + ".";
    }

    private EnvironmentPolicy matching(String url) throws PolicyException {
        List<Environment> claims = environments.stream()
                .filter(environment ->
                        environment.match().filter(match -> match.matches(url)).isPresent())
                .toList();
        if (claims.size() > 1) {
            List<String> names = claims.stream()
                    .map(claim -> "'" + claim.policy().name() + "' (line "
                            + claim.place().line() + ")")
                    .toList();
            throw new PolicyException(claims.get(1).place() + ": the URL of this connection matches the environments "
                    + String.join(" and ", names)
                    + ". Name the one that is meant, or make their match.url exclude each other.");
        }
        return claims.isEmpty() ? defaults : claims.get(0).policy();
    }
}
