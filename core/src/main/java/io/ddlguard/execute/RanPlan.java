package io.ddlguard.execute;

import io.ddlguard.plan.Plan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan whose aside steps have run, or are about to.
 *
 * @param undo what takes their results away again
 * @param row the id of the journal row that holds their place, or null
 */
record RanPlan(Plan plan, List<String> undo, @Nullable String row) {

    boolean needsATransaction() {
        return !plan.beforeStandIn().isEmpty() || !plan.after().isEmpty() || row != null;
    }
}
