package io.ddlguard.policy;

import java.util.List;
import java.util.stream.Stream;

/** The keys that each part of the file takes. A test holds {@code policy.schema.json} against them. */
final class Keys {

    static final List<String> POLICY = List.of("version", "defaults", "environments", "allow");

    static final List<String> DEFAULTS = List.of(
            "mode",
            "scope",
            "lock",
            "heed",
            "ignore-below",
            "allow-comments",
            "unique-after-commit",
            "max-after",
            "on-pending",
            "on-internal-error",
            "rules");

    static final List<String> ENVIRONMENT =
            Stream.concat(Stream.of("match"), DEFAULTS.stream()).toList();

    static final List<String> MATCH = List.of("url");

    static final List<String> LOCK = List.of("timeout", "give-up-after", "max-held");

    static final List<String> HEED = List.of("replica-lag", "active-queries");

    static final List<String> ALLOWANCE = List.of("rule", "on", "environments", "reason", "until");

    private Keys() {}
}
