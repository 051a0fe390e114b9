package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Change.Reindex.Target;
import io.ddlguard.change.RelationName;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * REINDEX takes SHARE on the table and ACCESS EXCLUSIVE on the index: writes stop, and reads too, because planning a
 * query opens every index of its table. CONCURRENTLY takes SHARE UPDATE EXCLUSIVE.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY">Rebuilding Indexes
 * Concurrently</a>.
 */
final class ReindexRule implements Rule {

    @Override
    public String id() {
        return "reindex";
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.Reindex reindex) || reindex.concurrently()) {
            return Optional.empty();
        }
        return switch (reindex.target()) {
            case INDEX -> index(reindex, facts);
            case TABLE -> table(reindex, facts);
            // In a transaction the server refuses them, in its own words.
            case SCHEMA, DATABASE -> facts.context().inTransaction() ? Optional.empty() : Optional.of(many(reindex));
            case SYSTEM -> Optional.empty();
        };
    }

    private Optional<Finding> index(Change.Reindex reindex, Facts facts) throws SQLException {
        Optional<IndexFacts> index = facts.index(reindex.relation());
        if (index.isEmpty() || facts.isNew(index.get().index())) {
            return Optional.empty();
        }
        Relation table = index.get().table();
        Optional<HotTable> hot = HotTable.find(facts, new RelationName(table.schema(), table.name()));
        boolean refused = index.get().index().kind() == Relation.Kind.PARTITIONED_INDEX
                && (facts.context().inTransaction() || facts.context().version() < 140000);
        if (hot.isEmpty() || refused || facts.isSmall(table)) {
            return Optional.empty();
        }
        Relation relation = index.get().index();
        List<String> object = List.of(relation.schema(), relation.name());
        return Optional.of(finding(reindex, object, relation, hot.get(), List.of(index.get()), facts));
    }

    private Optional<Finding> table(Change.Reindex reindex, Facts facts) throws SQLException {
        Optional<HotTable> table = HotTable.find(facts, reindex.relation());
        if (table.isEmpty()
                || table.get().relation().kind() == Relation.Kind.PARTITIONED_TABLE
                        && facts.context().inTransaction()
                || facts.isSmall(table.get().relation())) {
            return Optional.empty();
        }
        Relation relation = table.get().relation();
        return Optional.of(
                finding(reindex, table.get().object(), relation, table.get(), facts.indexesOf(relation), facts));
    }

    private Finding finding(
            Change.Reindex reindex,
            List<String> object,
            Relation target,
            HotTable table,
            List<IndexFacts> indexes,
            Facts facts)
            throws SQLException {
        String doing = "reindex " + target;
        String harm = "It takes SHARE on " + table.described() + " and ACCESS EXCLUSIVE on the index: writes stop, and"
                + " reads too, whichever index they would use, until it is rebuilt.";
        Optional<IndexFacts> exclusion =
                indexes.stream().filter(IndexFacts::exclusion).findFirst();
        if (exclusion.isPresent()) {
            return Finding.notRewritten(
                    this,
                    object,
                    doing,
                    harm,
                    "PostgreSQL cannot rebuild the index of an exclusion constraint concurrently ("
                            + exclusion.get().index() + ")",
                    withExclusion(indexes));
        }
        List<Step> aside = new ArrayList<>();
        if (reindex.target() == Target.TABLE) {
            // REINDEX TABLE CONCURRENTLY passes over an invalid index with a warning; the plain form rebuilds it.
            for (IndexFacts index : indexes) {
                if (!index.valid() && index.index().kind() == Relation.Kind.INDEX) {
                    aside.add(step(
                            Target.INDEX, reindex.options(), index.index().sql(), leftovers(List.of(index), facts)));
                }
            }
        }
        aside.add(step(reindex.target(), reindex.options(), target.sql(), leftovers(indexes, facts)));
        return Finding.rewritten(
                this,
                object,
                doing,
                harm,
                Instead.outsideATransaction(List.of("REINDEX " + reindex.target() + " CONCURRENTLY " + target)),
                Plan.reindex(aside, List.of(Plan.NOTHING), table.relation()));
    }

    private static String withExclusion(List<IndexFacts> indexes) {
        List<String> others = indexes.stream()
                .filter(index -> !index.exclusion())
                .map(index -> "REINDEX INDEX CONCURRENTLY " + index.index())
                .toList();
        return (others.isEmpty() ? "" : Instead.outsideATransaction(others))
                + "The index of the exclusion constraint can only be rebuilt while the application waits: choose a quiet"
                + "\ntime, and allow it by name.";
    }

    private Finding many(Change.Reindex reindex) {
        String name = reindex.name() == null ? "" : Quoting.identifier(reindex.name());
        return Finding.rewritten(
                this,
                List.of(reindex.name() == null ? "*" : reindex.name()),
                "reindex everything in "
                        + (reindex.name() == null ? "this database" : Quoting.readable(reindex.name())),
                "It takes SHARE on each table in turn and ACCESS EXCLUSIVE on its indexes: writes stop, and reads too.",
                Instead.outsideATransaction(List.of("REINDEX " + reindex.target() + " CONCURRENTLY " + name)),
                Plan.aside(
                        List.of(step(reindex.target(), reindex.options(), name, List.of())),
                        List.of(Plan.NOTHING),
                        List.of()));
    }

    /** What REINDEX CONCURRENTLY leaves behind when it fails: an INVALID copy of each index under a name of its own. */
    static List<String> leftovers(List<IndexFacts> indexes, Facts facts) throws SQLException {
        List<String> drops = new ArrayList<>();
        for (IndexFacts index : indexes) {
            String schema = index.index().schema();
            for (String copy : IndexName.transientCopies(index.index().name(), name -> facts.isTaken(schema, name))) {
                drops.add("DROP INDEX CONCURRENTLY IF EXISTS " + Quoting.identifier(schema) + '.'
                        + Quoting.identifier(copy));
            }
        }
        return drops;
    }

    private static Step step(Target target, String options, String name, List<String> undo) {
        return new Step(
                "REINDEX " + options + (options.isEmpty() ? "" : " ") + target + " CONCURRENTLY " + name,
                Step.Patience.PATIENT,
                undo);
    }
}
