package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DROP INDEX takes ACCESS EXCLUSIVE on the index's table. CONCURRENTLY takes SHARE UPDATE EXCLUSIVE, but cannot be
 * taken back: it runs in autocommit only.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropindex.html">DROP INDEX</a>.
 */
final class DropIndexRule implements Rule {

    @Override
    public String id() {
        return "drop-index";
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.DropIndex drop) || drop.concurrently()) {
            return Optional.empty();
        }
        List<IndexFacts> hot = new ArrayList<>();
        for (RelationName name : drop.indexes()) {
            Optional<IndexFacts> index = facts.index(name);
            if (index.isPresent()
                    && index.get().constraint() == null
                    && !facts.isNew(index.get().index())
                    && HotTable.find(facts, table(index.get())).isPresent()
                    && !facts.isSmall(index.get().table())) {
                hot.add(index.get());
            }
        }
        return hot.isEmpty() ? Optional.empty() : Optional.of(finding(drop, hot, facts));
    }

    private Finding finding(Change.DropIndex drop, List<IndexFacts> hot, Facts facts) throws SQLException {
        IndexFacts first = hot.get(0);
        HotTable table = HotTable.find(facts, table(first)).orElseThrow();
        List<String> object = List.of(first.index().schema(), first.index().name());
        String doing = "drop index " + first.index();
        String harm = "It takes ACCESS EXCLUSIVE on " + table.described() + ": reads and writes stop"
                + (facts.context().inTransaction() ? " until the migration commits." : " while it waits for its lock.");
        Optional<String> noPlan = noPlan(drop, hot, facts);
        if (noPlan.isPresent()) {
            return Finding.notRewritten(this, object, doing, harm, noPlan.get(), """
                    In a migration of its own that does not run in a transaction (Flyway: executeInTransaction=false in
                    the script's .conf; Liquibase: runInTransaction="false"):
                        DROP INDEX CONCURRENTLY %s;""".formatted(first.index()));
        }
        List<Step> aside = new ArrayList<>();
        for (IndexFacts index : hot) {
            aside.add(new Step("DROP INDEX CONCURRENTLY " + index.index().sql(), Step.Patience.PATIENT, List.of()));
        }
        return Finding.rewritten(
                this, object, doing, harm, new Plan(aside, List.of(Plan.NOTHING), List.of(table.relation()), "", ""));
    }

    private static Optional<String> noPlan(Change.DropIndex drop, List<IndexFacts> hot, Facts facts) {
        if (facts.context().inTransaction()) {
            return Optional.of("DROP INDEX CONCURRENTLY cannot be taken back, and the caller's transaction may yet be");
        }
        if (drop.cascade()) {
            return Optional.of("DROP INDEX CONCURRENTLY knows no CASCADE");
        }
        if (hot.stream().anyMatch(index -> index.index().kind() == Relation.Kind.PARTITIONED_INDEX)) {
            return Optional.of("the index of a partitioned table cannot be dropped concurrently");
        }
        if (hot.size() < drop.indexes().size()) {
            return Optional.of(
                    "the statement names other indexes too, which have to go together with it or not at all");
        }
        return Optional.empty();
    }

    private static RelationName table(IndexFacts index) {
        return new RelationName(index.table().schema(), index.table().name());
    }
}
