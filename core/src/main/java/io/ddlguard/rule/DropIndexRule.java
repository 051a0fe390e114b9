package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import io.ddlguard.plan.After;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * DROP INDEX takes ACCESS EXCLUSIVE on the index's table. CONCURRENTLY takes SHARE UPDATE EXCLUSIVE, but cannot be
 * taken back: it runs in autocommit where it is alone, or when the transaction has committed.
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
        List<IndexFacts> dropped = new ArrayList<>();
        List<IndexFacts> hot = new ArrayList<>();
        for (RelationName name : drop.indexes()) {
            Optional<IndexFacts> found = facts.index(name);
            if (found.isEmpty()) {
                if (drop.ifExists() && facts.relation(name).isEmpty()) {
                    continue;
                }
                return Optional.empty();
            }
            IndexFacts index = found.get();
            if (index.constraint() != null || index.attached()) {
                // The server drops none of them, CASCADE or not: a constraint or the parent's index requires it.
                return Optional.empty();
            }
            dropped.add(index);
            if (!facts.isNew(index.index())
                    && HotTable.find(facts, table(index)).isPresent()
                    && !facts.isSmall(index.table())) {
                hot.add(index);
            }
        }
        return hot.isEmpty() ? Optional.empty() : Optional.of(finding(drop, dropped, hot, facts));
    }

    private Finding finding(Change.DropIndex drop, List<IndexFacts> dropped, List<IndexFacts> hot, Facts facts)
            throws SQLException {
        Relation first = hot.get(0).index();
        List<String> object = List.of(first.schema(), first.name());
        Set<String> tables = new LinkedHashSet<>();
        for (IndexFacts index : hot) {
            tables.add(HotTable.find(facts, table(index)).orElseThrow().described());
        }
        String doing = "drop index "
                + hot.stream().map(index -> index.index().toString()).collect(Collectors.joining(", "));
        String harm = "It takes ACCESS EXCLUSIVE on " + String.join(" and ", tables) + ": reads and writes stop"
                + (facts.context().inTransaction()
                        ? " until the migration commits."
                        : " while it waits for the lock and holds it.");
        Optional<String> noPlan = noPlan(drop, dropped, facts);
        String instead = instead(drop, dropped);
        if (noPlan.isPresent()) {
            return Finding.notRewritten(this, object, doing, harm, noPlan.get(), instead);
        }
        return Finding.rewritten(
                this, object, doing, harm, instead, facts.canBeRolledBack() ? afterTheCommit(dropped) : aside(dropped));
    }

    private static Plan aside(List<IndexFacts> dropped) {
        List<Step> aside = new ArrayList<>();
        for (IndexFacts index : dropped) {
            aside.add(new Step("DROP INDEX CONCURRENTLY " + index.index().sql(), Step.Patience.PATIENT, List.of()));
        }
        return Plan.aside(
                aside,
                List.of(Plan.NOTHING),
                dropped.stream().map(IndexFacts::table).toList());
    }

    /** What is dropped outside comes back with no rollback: in the transaction it only gives its name away. */
    private static Plan afterTheCommit(List<IndexFacts> dropped) {
        List<String> renames = new ArrayList<>();
        List<After> after = new ArrayList<>();
        for (IndexFacts index : dropped) {
            String id = IndexName.privateId();
            renames.add(
                    "ALTER INDEX " + index.index().sql() + " RENAME TO " + Quoting.identifier(IndexName.PRIVATE + id));
            after.add(new After.DropIndex(id, index.table(), index.index()));
        }
        return Plan.after(renames, after, null);
    }

    private static Optional<String> noPlan(Change.DropIndex drop, List<IndexFacts> dropped, Facts facts) {
        if (isPartitioned(dropped)) {
            return Optional.of("the index of a partitioned table cannot be dropped concurrently");
        }
        if (facts.canBeRolledBack() && dropped.stream().anyMatch(IndexFacts::unique)) {
            return Optional.of("a unique index that is dropped after the commit would still refuse duplicates that the"
                    + " transaction may go on to write");
        }
        if (drop.cascade()) {
            return Optional.of("DROP INDEX CONCURRENTLY knows no CASCADE");
        }
        return dropped.stream().anyMatch(index -> index.index().temporary())
                ? Optional.of("the statement names a temporary index too, which only this connection can drop")
                : Optional.empty();
    }

    private static String instead(Change.DropIndex drop, List<IndexFacts> dropped) {
        if (isPartitioned(dropped)) {
            return """
                    There is no other way to drop it, and it takes but a moment once it has its lock. Allow it by name:
                    ddlguard then queues for the lock in short tries, so that nobody waits behind it for long.""";
        }
        List<String> commands = new ArrayList<>();
        if (drop.cascade()) {
            commands.add("ALTER TABLE <table> DROP CONSTRAINT <each foreign key that needs the index>");
        }
        dropped.forEach(index -> commands.add("DROP INDEX CONCURRENTLY " + index.index()));
        return Instead.outsideATransaction(commands);
    }

    private static boolean isPartitioned(List<IndexFacts> indexes) {
        return indexes.stream().anyMatch(index -> index.index().kind() == Relation.Kind.PARTITIONED_INDEX);
    }

    private static RelationName table(IndexFacts index) {
        return new RelationName(index.table().schema(), index.table().name());
    }
}
