package io.ddlguard.policy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for one environment, with the policy's defaults and the built-in ones filled in. Immutable.
 *
 * @param name {@value #DEFAULT} where no environment of the policy applies
 * @param lockTimeout the longest that a statement stands in a lock's queue, where others wait behind it; above zero
 * @param giveUpAfter how long a lock is tried for before the statement fails; above zero
 * @param maxHeld how long a transaction that stops others already waits for another lock; above zero
 * @param heed what a lock that stops others waits for, beside those who are in its way
 * @param ignoreBelow bytes; rules about locks and scans are silent on tables smaller than this
 * @param allowComments whether {@code -- ddlguard:allow} counts in SQL
 * @param uniqueAfterCommit whether a unique index that cannot be built beside the transaction may be built after it
 * @param maxAfter how long a job works at what comes after its commits, all in all; zero for as long as it takes
 * @param rules the actions that the policy names; the other rules keep their own default
 * @param allowances those that hold here, expired ones included, in the order of the file
 */
public record EnvironmentPolicy(
        String name,
        Mode mode,
        Scope scope,
        Duration lockTimeout,
        Duration giveUpAfter,
        Duration maxHeld,
        Heed heed,
        long ignoreBelow,
        boolean allowComments,
        boolean uniqueAfterCommit,
        Duration maxAfter,
        OnPending onPending,
        OnInternalError onInternalError,
        Map<String, Action> rules,
        List<Allowance> allowances) {

    /** The name of what holds where no environment does. */
    public static final String DEFAULT = "default";

    /** What holds where the policy is silent. */
    static final EnvironmentPolicy BUILT_IN = new EnvironmentPolicy(
            DEFAULT,
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

    public EnvironmentPolicy {
        rules = Map.copyOf(rules);
        allowances = List.copyOf(allowances);
    }

    /** What the policy says of a rule; empty where the rule's own default applies. */
    public Optional<Action> action(String rule) {
        return Optional.ofNullable(rules.get(rule));
    }

    /**
     * The first allowance of the file that lets a rule be broken on an object on this day.
     *
     * @param name the object's qualified name as the catalog has it: schema and table, schema, table and column, …
     */
    public Optional<Allowance> allowance(String rule, List<String> name, LocalDate today) {
        return allowances.stream()
                .filter(allowance -> allowance.covers(rule, name) && !allowance.expired(today))
                .findFirst();
    }

    /** The allowances that no longer count on this day. */
    public List<Allowance> expired(LocalDate today) {
        return allowances.stream().filter(allowance -> allowance.expired(today)).toList();
    }

    /** The same, where something stronger than the policy names the scope. */
    public EnvironmentPolicy withScope(Scope other) {
        return new EnvironmentPolicy(
                name,
                mode,
                other,
                lockTimeout,
                giveUpAfter,
                maxHeld,
                heed,
                ignoreBelow,
                allowComments,
                uniqueAfterCommit,
                maxAfter,
                onPending,
                onInternalError,
                rules,
                allowances);
    }

    EnvironmentPolicy withAllowances(List<Allowance> others) {
        return new EnvironmentPolicy(
                name,
                mode,
                scope,
                lockTimeout,
                giveUpAfter,
                maxHeld,
                heed,
                ignoreBelow,
                allowComments,
                uniqueAfterCommit,
                maxAfter,
                onPending,
                onInternalError,
                rules,
                others);
    }
}
