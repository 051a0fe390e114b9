package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.policy.Action;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One rule of the book. A rule reads; it sends nothing that changes anything. Stateless, so safe for any thread.
 */
public interface Rule {

    /** The id: policy key, documentation page and message tag at once. */
    String id();

    /** Whether there is an online form that the guard can run instead. */
    boolean rewrites();

    /**
     * What the change would do, if this rule minds it; empty where it does not, or where it fails on the server anyway.
     */
    Optional<Finding> look(Change change, Facts facts) throws SQLException;

    /** What happens unless the policy says otherwise. */
    default Action defaultAction() {
        return rewrites() ? Action.REWRITE : Action.BLOCK;
    }

    /** What a policy may say of this rule. */
    default Set<Action> actions() {
        return rewrites() ? EnumSet.allOf(Action.class) : EnumSet.complementOf(EnumSet.of(Action.REWRITE));
    }
}
