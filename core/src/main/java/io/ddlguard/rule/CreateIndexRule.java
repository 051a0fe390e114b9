package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.RelationName;
import io.ddlguard.plan.ConcurrentIndex;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * CREATE INDEX takes SHARE, which stops every writer for the time of the build. CONCURRENTLY does not.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY">Building
 * Indexes Concurrently</a>.
 */
final class CreateIndexRule implements Rule {

    @Override
    public String id() {
        return "create-index";
    }

    @Override
    public boolean rewrites() {
        return true;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Change.CreateIndex create)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, create.table());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        HotTable table = found.get();
        boolean partitioned = table.relation().kind() == Relation.Kind.PARTITIONED_TABLE;
        if (partitioned && create.only()) {
            // No build, and the lock is the parent's alone.
            return Optional.empty();
        }
        if (create.concurrently() && (partitioned || facts.context().inTransaction())) {
            // The server refuses it, in its own words.
            return Optional.empty();
        }
        if (!create.concurrently() && facts.isSmall(table.relation())) {
            return Optional.empty();
        }
        String harm = "It takes SHARE on " + table.described() + ": every write waits until the index is built.";
        String doing = "create an index on " + table.relation();
        if (create.name() != null && facts.isTaken(table.relation().schema(), create.name())) {
            return create.ifNotExists() ? existing(create, table, doing, harm, facts) : Optional.empty();
        }
        return Optional.of(Finding.rewritten(
                this, object(create, table), doing, harm, ConcurrentIndex.of(create, table.relation(), facts)));
    }

    /**
     * IF NOT EXISTS: PostgreSQL takes SHARE on the table only to find that there is nothing to do, and takes an INVALID
     * index for one that exists.
     */
    private Optional<Finding> existing(
            Change.CreateIndex create, HotTable table, String doing, String harm, Facts facts) throws SQLException {
        Optional<IndexFacts> index =
                facts.index(new RelationName(table.relation().schema(), create.name()));
        List<Step> repair = List.of();
        if (index.isPresent() && !index.get().valid()) {
            if (index.get().index().kind() == Relation.Kind.PARTITIONED_INDEX) {
                return Optional.of(Finding.notRewritten(
                        this,
                        object(create, table),
                        doing,
                        "The index " + index.get().index() + " is there already, but INVALID: a partition's index is"
                                + " missing or not attached. PostgreSQL would say that it exists.",
                        "what is missing is not known",
                        "ALTER INDEX " + index.get().index() + " ATTACH PARTITION <index of the partition>;"));
            }
            repair = List.of(new Step(
                    "REINDEX INDEX CONCURRENTLY " + index.get().index().sql(), Step.Patience.PATIENT, List.of()));
        }
        String notice = "DO $ddlguard$BEGIN RAISE NOTICE USING ERRCODE = '42P07', MESSAGE = "
                + Quoting.literal("relation \"" + create.name() + "\" already exists, skipping") + "; END$ddlguard$";
        return Optional.of(Finding.rewritten(
                this,
                object(create, table),
                doing,
                harm,
                new Plan(repair, List.of(notice), repair.isEmpty() ? List.of() : List.of(table.relation()), "", "")));
    }

    private static List<String> object(Change.CreateIndex create, HotTable table) {
        return create.name() == null ? table.object() : table.object(create.name());
    }
}
