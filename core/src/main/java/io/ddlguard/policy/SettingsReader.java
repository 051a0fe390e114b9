package io.ddlguard.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the keys that the defaults and each environment share, over those of the layer beneath. */
final class SettingsReader {

    private final Map<String, Set<Action>> knownRules;
    private final Problems problems;

    SettingsReader(Map<String, Set<Action>> knownRules, Problems problems) {
        this.knownRules = knownRules;
        this.problems = problems;
    }

    /** @param beneath what holds for every key that is not given here, also inside lock, heed and rules */
    EnvironmentPolicy read(String name, Fields fields, EnvironmentPolicy beneath) {
        Optional<Fields> lock = fields.mapping("lock", Keys.LOCK);
        return new EnvironmentPolicy(
                name,
                fields.choice("mode", Mode.class).orElse(beneath.mode()),
                fields.choice("scope", Scope.class).orElse(beneath.scope()),
                lock.flatMap(keys -> keys.value("timeout", Quantity::duration, Quantity.DURATION_FORM))
                        .orElse(beneath.lockTimeout()),
                lock.flatMap(keys -> keys.value("give-up-after", Quantity::duration, Quantity.DURATION_FORM))
                        .orElse(beneath.giveUpAfter()),
                lock.flatMap(keys -> keys.value("max-held", Quantity::duration, Quantity.DURATION_FORM))
                        .orElse(beneath.maxHeld()),
                heed(fields, beneath.heed()),
                fields.value("ignore-below", Quantity::size, Quantity.SIZE_FORM).orElse(beneath.ignoreBelow()),
                fields.value("allow-comments", SettingsReader::flag, "true or false")
                        .orElse(beneath.allowComments()),
                fields.value("unique-after-commit", SettingsReader::flag, "true or false")
                        .orElse(beneath.uniqueAfterCommit()),
                fields.value("max-after", Quantity::duration, Quantity.DURATION_FORM)
                        .orElse(beneath.maxAfter()),
                fields.choice("on-pending", OnPending.class).orElse(beneath.onPending()),
                fields.choice("on-internal-error", OnInternalError.class).orElse(beneath.onInternalError()),
                rules(fields, beneath.rules()),
                beneath.allowances());
    }

    private static Heed heed(Fields fields, Heed beneath) {
        Optional<Fields> heed = fields.mapping("heed", Keys.HEED);
        return new Heed(
                heed.flatMap(keys -> keys.value("replica-lag", Quantity::duration, Quantity.DURATION_FORM))
                        .orElse(beneath.replicaLag()),
                heed.flatMap(keys -> keys.value("active-queries", Quantity::count, Quantity.COUNT_FORM))
                        .orElse(beneath.activeQueries()));
    }

    private Map<String, Action> rules(Fields fields, Map<String, Action> beneath) {
        Map<String, Action> actions = new HashMap<>(beneath);
        fields.mapping("rules").ifPresent(rules -> rules.all().forEach((rule, field) -> {
            if (knownRules.containsKey(rule)) {
                rules.choice(
                                rule,
                                field.value(),
                                knownRules.get(rule).stream().sorted().toList())
                        .ifPresent(action -> actions.put(rule, action));
            } else {
                problems.add(field.key(), Wording.noRule(rule, knownRules.keySet()));
            }
        }));
        return actions;
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
