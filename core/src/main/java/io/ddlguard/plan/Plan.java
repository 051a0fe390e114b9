package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import java.util.List;

/**
 * The online form of one statement.
 *
 * @param aside what runs outside the caller's transaction, in this order
 * @param adopt what then runs in it; the last command is the caller's own call and stands in for its statement
 * @param on the tables whose locks the aside steps need: the caller must not be in their way
 * @param privateName the prefix of the names the aside steps work under, or empty
 * @param publicName the name a person expects in its place in an error, or empty
 */
public record Plan(List<Step> aside, List<String> adopt, List<Relation> on, String privateName, String publicName) {

    /** Does nothing, with the outcome that DDL has in JDBC: no result, an update count of zero, no keys, no warning. */
    public static final String NOTHING = "UNLISTEN ddlguard";

    public Plan {
        aside = List.copyOf(aside);
        adopt = List.copyOf(adopt);
        on = List.copyOf(on);
    }
}
