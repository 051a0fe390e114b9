package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The online form of one statement, or of one of the commands of an ALTER TABLE.
 *
 * @param aside what runs outside the caller's transaction before the statement, in this order
 * @param adopt what then runs in it; the last command is the caller's own call and stands in for its statement
 * @param after what runs when it has committed
 * @param badRows what the rows are asked first, where what comes later could fail by them
 * @param on the tables whose locks the aside steps need: the caller must not be in their way
 * @param privateName the prefix of the names the aside steps work under, or empty
 * @param publicName the name a person expects in its place in an error, or empty
 * @param held what the aside steps make, for the case that they are cut off; null where they make nothing. An index
 *     can be built after the commit too, where they are ruled out
 */
public record Plan(
        List<Step> aside,
        List<String> adopt,
        List<After> after,
        List<BadRows> badRows,
        List<Relation> on,
        String privateName,
        String publicName,
        @Nullable Held held) {

    /** Does nothing, with the outcome that DDL has in JDBC: no result, an update count of zero, no keys, no warning. */
    public static final String NOTHING = "UNLISTEN ddlguard";

    public Plan {
        aside = List.copyOf(aside);
        adopt = List.copyOf(adopt);
        after = List.copyOf(after);
        badRows = List.copyOf(badRows);
        on = List.copyOf(on);
    }

    /** Steps outside, and a statement of the caller's that has become another or nothing. */
    public static Plan aside(List<Step> aside, List<String> adopt, List<Relation> on) {
        return new Plan(aside, adopt, List.of(), List.of(), on, "", "", null);
    }

    /** REINDEX of a table or one of its indexes, outside. */
    public static Plan reindex(List<Step> aside, List<String> adopt, Relation table) {
        Held held = new Held.Reindex(IndexName.privateId(), table);
        return new Plan(aside, adopt, List.of(), List.of(), List.of(table), "", "", held);
    }

    /** Everything in the caller's transaction, but what takes long, which comes after it. */
    public static Plan after(List<String> adopt, List<After> after, @Nullable BadRows badRows) {
        List<BadRows> looks = badRows == null ? List.of() : List.of(badRows);
        return new Plan(List.of(), adopt, after, looks, List.of(), "", "", null);
    }

    /** The plan where the aside steps are ruled out; null where there is none. */
    public @Nullable Plan otherwise() {
        if (held instanceof Held.OfKey key && key.later() != null) {
            List<BadRows> looks = new ArrayList<>(badRows);
            looks.addAll(key.duplicates());
            return new Plan(List.of(), List.of(NOTHING), List.of(key.later()), looks, List.of(), "", "", null);
        }
        return held instanceof After.BuildIndex build
                ? new Plan(List.of(), List.of(NOTHING), List.of(build), badRows, List.of(), "", "", null)
                : null;
    }

    /** Whether what comes before the stand-in takes locks as strong, and is tried again along with it. */
    public boolean isTriedWhole() {
        return held instanceof Held.OfKey;
    }

    /** The same plan with an index that bears another private name and is built already. */
    public Plan adopting(String otherName) {
        List<Step> built = aside.stream()
                .map(step -> new Step(
                        step.sql().replace(privateName, otherName),
                        step.patience(),
                        step.undo().stream()
                                .map(undo -> undo.replace(privateName, otherName))
                                .toList()))
                .toList();
        List<String> renamed = adopt.stream()
                .map(command -> command.replace(privateName, otherName))
                .toList();
        return new Plan(built, renamed, after, badRows, on, otherName, publicName, held);
    }

    /** What the caller's call is made with, in place of the statement. */
    public String standIn() {
        return adopt.get(adopt.size() - 1);
    }

    /** What is run on the caller's connection before that. */
    public List<String> beforeStandIn() {
        return adopt.subList(0, adopt.size() - 1);
    }
}
