package io.ddlguard.demo;

import io.ddlguard.testpostgres.Millis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that a run of the demo found.
 *
 * @param version of the server
 * @param differences between the schema that the raw deploy left and the one that the guarded deploy left
 */
record Results(
        Options options,
        String version,
        Phase quiet,
        Phase raw,
        Phase guarded,
        List<String> differences,
        Refusal refusal) {

    Comparison comparison() {
        return new Comparison(List.of(quiet, raw, guarded));
    }

    /** What went wrong, a sentence each; empty when the guard kept its promise. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        if (!Comparison.withinBudget(quiet.summary(), guarded.summary())) {
            complaints.add(String.format(
                    Locale.ROOT,
                    "The guarded deploy held the application up: worst query %s where %s is allowed (%s), %d failed.",
                    Millis.of(guarded.summary().worst()),
                    Millis.of(Comparison.allowed(quiet.summary())),
                    budget(),
                    guarded.summary().failed()));
        }
        if (quiet.summary().failed() > 0) {
            complaints.add("Queries failed with no deploy beside them: the figures mean nothing.");
        }
        for (Phase phase : List.of(raw, guarded)) {
            int exitCode = phase.deployed().exitCode();
            if (exitCode != 0) {
                complaints.add("The deploy of '" + phase.name() + "' failed with exit code " + exitCode + ".");
            }
        }
        if (!differences.isEmpty()) {
            complaints.add(
                    "The guarded deploy left another schema than the raw one: " + String.join("; ", differences) + ".");
        }
        if (!refusal.asItShould()) {
            complaints.add("'" + Refusal.MIGRATION + "' was not refused: the job ended with " + refusal.exitCode()
                    + ", the column " + (refusal.columnStays() ? "is there" : "is gone") + ".");
        }
        return complaints;
    }

    /** One sentence for the reader in a hurry. */
    String verdict() {
        List<String> complaints = complaints();
        return complaints.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "Guarded, the same migrations led to the same schema; the worst query took %s, within the budget of %s (%s).",
                        Millis.of(guarded.summary().worst()),
                        Millis.of(Comparison.allowed(quiet.summary())),
                        budget())
                : String.join(" ", complaints);
    }

    private static String budget() {
        return "the worst without a deploy + " + Comparison.STALL_BUDGET.toMillis()
                + " ms, 1.5 times the policy's lock timeout";
    }
}
