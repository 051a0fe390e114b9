package io.ddlguard.policy;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the list of allowances. */
final class AllowanceReader {

    private static final String REASON_FORM = "a sentence that says why this is safe";
    private static final String UNTIL_FORM = "the last day it counts on, such as 2026-12-31";

    private final Set<String> knownRules;
    private final Set<String> knownEnvironments;
    private final Problems problems;

    /** @param knownEnvironments the names that the file gives to its environments */
    AllowanceReader(Set<String> knownRules, Set<String> knownEnvironments, Problems problems) {
        this.knownRules = knownRules;
        this.knownEnvironments = new LinkedHashSet<>(knownEnvironments);
        this.knownEnvironments.add(EnvironmentPolicy.DEFAULT);
        this.problems = problems;
    }

    /** Those that can be read: what is wrong with the others is among the problems. */
    List<Allowance> read(Fields policy) {
        List<Allowance> allowances = new ArrayList<>();
        for (Node entry : policy.list("allow").orElse(List.of())) {
            allowance(Fields.closed(entry, "allow[]", Keys.ALLOWANCE, problems)).ifPresent(allowances::add);
        }
        return allowances;
    }

    private Optional<Allowance> allowance(Fields entry) {
        Optional<String> rule = entry.required("rule", Optional::of, "the id of a rule");
        Optional<ObjectPattern> on = entry.required("on", ObjectPattern::parse, ObjectPattern.FORM);
        Set<String> environments = environments(entry);
        Optional<String> reason = entry.required("reason", AllowanceReader::notBlank, REASON_FORM);
        Optional<LocalDate> until = entry.value("until", AllowanceReader::date, UNTIL_FORM);
        rule.filter(id -> !knownRules.contains(id))
                .ifPresent(
                        id -> problems.add(entry.field("rule").orElseThrow().value(), Wording.noRule(id, knownRules)));
        return rule.isPresent() && on.isPresent() && reason.isPresent()
                ? Optional.of(new Allowance(rule.get(), on.get(), environments, reason.get(), until, entry.place()))
                : Optional.empty();
    }

    private Set<String> environments(Fields entry) {
        Set<String> environments = new LinkedHashSet<>();
        entry.list("environments").ifPresent(names -> {
            for (Node name : names) {
                entry.choice("environments", name, knownEnvironments).ifPresent(environments::add);
            }
            // An empty list reads as "nowhere", and would mean "everywhere".
            if (names.isEmpty()) {
                problems.add(
                        entry.field("environments").orElseThrow().value(),
                        "allow[].environments is empty. Expected " + Wording.oneOf(knownEnvironments)
                                + "; leave it out for all.");
            }
        });
        return environments;
    }

    private static Optional<String> notBlank(String text) {
        return Optional.of(text.strip()).filter(reason -> !reason.isEmpty());
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
