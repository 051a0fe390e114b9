package io.ddlguard.policy;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of the policy's {@code allow}: a rule that may be broken on an object, and why. The place tells two entries
 * apart that say the same.
 *
 * @param environments names of the environments it holds in; empty for all
 * @param until the last day that it counts on
 */
public record Allowance(
        String rule,
        ObjectPattern on,
        Set<String> environments,
        String reason,
        Optional<LocalDate> until,
        Place place) {

    public Allowance {
        environments = Set.copyOf(environments);
    }

    public boolean expired(LocalDate today) {
        return until.isPresent() && until.get().isBefore(today);
    }

    boolean holdsIn(String environment) {
        return environments.isEmpty() || environments.contains(environment);
    }

    boolean covers(String otherRule, List<String> name) {
        return rule.equals(otherRule) && on.matches(name);
    }
}
