package io.ddlguard.guard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the policy is and which of its environments applies. A null means: not said here, look further (system
 * property, environment variable, URL parameter, the policy's own {@code match}).
 *
 * @param config path of the policy file
 * @param environment name of an environment of the policy
 * @param scope {@code deploy} or {@code always}; it overrides the policy's
 */
public record Settings(
        @Nullable String config,
        @Nullable String environment,
        @Nullable String scope) {

    /** Nothing said. */
    public static final Settings NONE = new Settings(null, null, null);

    /**
     * Reads {@code key=value[,key=value…]}, the form of a Java agent's argument.
     *
     * @throws IllegalArgumentException for an unknown key, naming the valid ones
     */
    public static Settings parse(@Nullable String argument) {
        Map<String, String> found = new java.util.HashMap<>();
        if (argument != null && !argument.isBlank()) {
            for (String pair : argument.split(",")) {
                int equals = pair.indexOf('=');
                String key =
                        equals < 0 ? pair.strip() : pair.substring(0, equals).strip();
                if (equals < 0 || !KEYS.contains(key)) {
                    throw new IllegalArgumentException("ddlguard does not know the argument '" + key
                            + "'. Write config=PATH, env=NAME or scope=deploy|always, separated by commas.");
                }
                found.put(key, pair.substring(equals + 1).strip());
            }
        }
        return new Settings(found.get("config"), found.get("env"), found.get("scope"));
    }

    private static final java.util.Set<String> KEYS = java.util.Set.of("config", "env", "scope");
}
