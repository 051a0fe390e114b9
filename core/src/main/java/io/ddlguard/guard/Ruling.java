package io.ddlguard.guard;

import io.ddlguard.change.ScriptStatement;
import io.ddlguard.policy.Action;
import io.ddlguard.rule.Finding;
import org.jspecify.annotations.Nullable;

/**
 * What is done about one finding.
 *
 * @param because who decided so, in words
 * @param noPlan why the online form is out of the question here; null where it is not, or there is none
 */
record Ruling(
        ScriptStatement statement,
        Finding finding,
        Action action,
        String because,
        @Nullable String noPlan) {

    Ruling blocked(String reason) {
        return new Ruling(statement, finding, Action.BLOCK, because, reason);
    }
}
