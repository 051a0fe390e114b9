package io.ddlguard.policy;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Policies from text, as {@code policy.yaml}, over a small book of rules. */
final class Policies {

    static final Map<String, Set<Action>> RULES = Map.of(
            "create-index", EnumSet.allOf(Action.class),
            "drop-column", EnumSet.of(Action.BLOCK, Action.WARN, Action.ALLOW),
            "drop-table", EnumSet.of(Action.BLOCK, Action.WARN, Action.ALLOW),
            "prefer-bigint", EnumSet.of(Action.WARN, Action.ALLOW));

    private Policies() {}

    static Policy policy(String yaml) throws PolicyException {
        return PolicyReader.read("policy.yaml", yaml, RULES);
    }

    /** What is wrong with a policy: the whole message. */
    static String problems(String yaml) {
        return catchThrowableOfType(PolicyException.class, () -> policy(yaml)).getMessage();
    }
}
