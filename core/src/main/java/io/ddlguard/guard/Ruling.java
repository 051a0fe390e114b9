package io.ddlguard.guard;

import io.ddlguard.change.Change;
import io.ddlguard.change.ConstraintChange;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.change.Span;
import io.ddlguard.plan.Plan;
import io.ddlguard.policy.Action;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.rule.Finding;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done about one finding.
 *
 * @param because who decided so, in words
 * @param plan the online form that is run, where the action is to rewrite
 * @param noPlan why the online form is out of the question here; null where it is not, or there is none
 */
record Ruling(
        ScriptStatement statement,
        Change change,
        Finding finding,
        Action action,
        String because,
        @Nullable Plan plan,
        @Nullable String noPlan) {

    Ruling blocked(String reason) {
        return new Ruling(statement, change, finding, Action.BLOCK, because, null, reason);
    }

    /** Whether the stand-in takes the place of the whole statement. */
    boolean isOfTheStatement() {
        return change.span() == null || run().standIn().equals(Plan.NOTHING);
    }

    /** The part of the text that the plan's stand-in takes the place of. */
    Span span() {
        Span part = change.span();
        return part == null || isOfTheStatement() ? statement.span() : part;
    }

    /** What stands in for a part of an ALTER TABLE, as a statement that a person can read. */
    String asStatement(String standIn) {
        return change.span() == null
                ? standIn
                : "ALTER TABLE " + change.relations().get(0) + " " + standIn;
    }

    /** The plan, where the action is to rewrite. */
    Plan run() {
        return Objects.requireNonNull(plan);
    }

    /** The same, done after the commit, where it cannot be done outside before it for this reason. */
    Ruling afterTheCommit(String why, EnvironmentPolicy policy) {
        Plan later = run().otherwise();
        if (later == null || change.span() != null && statement.changes().size() > 1) {
            return blocked(why);
        }
        boolean unique = change instanceof ConstraintChange.AddKey
                || change instanceof Change.CreateIndex create && create.unique();
        if (!policy.uniqueAfterCommit() && unique) {
            return blocked(why + "; and after the commit, duplicates would come to light too late (the policy may say"
                    + " unique-after-commit: true)");
        }
        return new Ruling(statement, change, finding, action, because, later, null);
    }
}
