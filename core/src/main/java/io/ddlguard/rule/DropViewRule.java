package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Removal;
import io.ddlguard.policy.Action;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Code that reads a view fails once it is gone.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropview.html">DROP VIEW</a>.
 */
final class DropViewRule implements Rule {

    @Override
    public String id() {
        return "drop-view";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    /** Views are often dropped only to be made anew, in the same transaction. */
    @Override
    public Action defaultAction() {
        return Action.WARN;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Removal.DropView drop)) {
            return Optional.empty();
        }
        Optional<Relation> found = facts.relation(drop.relation())
                .filter(view -> view.kind() == Relation.Kind.VIEW || view.kind() == Relation.Kind.MATERIALIZED_VIEW);
        if (found.isEmpty() || facts.isNew(found.get())) {
            return Optional.empty();
        }
        Relation view = found.get();
        List<Relation> others = facts.viewsOf(view);
        if (!others.isEmpty() && !drop.cascade()) {
            // The server refuses it.
            return Optional.empty();
        }
        return Optional.of(Finding.harmful(
                this,
                List.of(view.schema(), view.name()),
                "drop view " + view,
                "Code that is still running and reads " + view + " fails with 42P01 from the commit on."
                        + (others.isEmpty()
                                ? ""
                                : others.stream()
                                        .map(Relation::toString)
                                        .collect(Collectors.joining(
                                                ", ", " With CASCADE what reads it goes too: ", "."))),
                """
                If it is to read otherwise, change it in its place; new columns go to the end:
                    CREATE OR REPLACE VIEW %1$s AS <its new query>;
                If not, drop it when no code that reads it runs any more.
                """.formatted(view)));
    }
}
