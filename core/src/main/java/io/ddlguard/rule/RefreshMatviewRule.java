package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import io.ddlguard.plan.Plan;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * REFRESH MATERIALIZED VIEW keeps its readers out while the query runs. CONCURRENTLY lets them read the old rows, and
 * needs a unique index to match the new ones by.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html">REFRESH MATERIALIZED VIEW</a>.
 */
final class RefreshMatviewRule implements Rule {

    @Override
    public String id() {
        return "refresh-matview";
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Maintenance.RefreshMaterializedView refresh) || refresh.concurrently()) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, refresh.view());
        if (found.isEmpty()
                || found.get().relation().kind() != Relation.Kind.MATERIALIZED_VIEW
                || !facts.storage().of(found.get().relation()).populated()) {
            // Nobody can read it as it is.
            return Optional.empty();
        }
        HotTable view = found.get();
        Relation relation = view.relation();
        String doing = "refresh " + relation;
        if (!refresh.withData()) {
            return Optional.of(Finding.notRewritten(
                    this,
                    view.object(),
                    doing,
                    "WITH NO DATA throws the rows of " + view.described() + " away: who reads it fails with 55000 from"
                            + " the commit on.",
                    "WITH NO DATA has no form that leaves it readable",
                    "    REFRESH MATERIALIZED VIEW CONCURRENTLY " + relation + ";"));
        }
        if (facts.isSmall(relation)) {
            return Optional.empty();
        }
        String harm = "It takes ACCESS EXCLUSIVE on " + view.described()
                + " for as long as its query runs: who reads it" + " waits until it is done.";
        return Optional.of(
                facts.storage().isMatchedByAnIndex(relation)
                        ? Finding.rewritten(
                                this,
                                view.object(),
                                doing,
                                harm,
                                "    " + concurrently(relation.toString()) + ";",
                                Plan.after(List.of(concurrently(relation.sql())), List.of(), null))
                        : Finding.notRewritten(
                                this,
                                view.object(),
                                doing,
                                harm,
                                "it has no unique index on plain columns of all its rows to match old and new ones by",
                                instead(relation)));
    }

    private static String concurrently(String view) {
        return "REFRESH MATERIALIZED VIEW CONCURRENTLY " + view;
    }

    private static String instead(Relation view) {
        return """
                Give it one, in a migration of its own:
                    CREATE UNIQUE INDEX ON %1$s (<columns that identify a row>);
                then it is refreshed CONCURRENTLY.
                """.formatted(view);
    }
}
