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
        String harm = create.concurrently()
                ? "It waits for every transaction that is older, those of this job's own connections too, and leaves an"
                        + " INVALID index on " + table.described() + " where it fails."
                : "It takes SHARE on " + table.described() + ": every write waits until the index is built.";
        String doing = "create an index on " + table.relation();
        if (create.name() != null && facts.isTaken(table.relation().schema(), create.name())) {
            return create.ifNotExists() ? existing(create, table, facts) : Optional.empty();
        }
        return Optional.of(Finding.rewritten(
                this,
                object(create, table),
                doing,
                harm,
                instead(create, table.relation()),
                ConcurrentIndex.of(create, table.relation(), facts)));
    }

    private static String instead(Change.CreateIndex create, Relation table) {
        String name = create.name() == null ? "" : Quoting.readable(create.name()) + " ";
        String unique = create.unique() ? "UNIQUE " : "";
        if (table.kind() == Relation.Kind.PARTITIONED_TABLE) {
            return """
                    In a migration of its own, outside any block, ddlguard builds it partition by partition:
                        CREATE %sINDEX %sON %s%s;""".formatted(unique, name, table, create.definition());
        }
        return Instead.outsideATransaction(
                List.of("CREATE " + unique + "INDEX CONCURRENTLY " + name + "ON " + table + create.definition()));
    }

    /**
     * IF NOT EXISTS: PostgreSQL takes SHARE on the table only to find that there is nothing to do, and takes an INVALID
     * index for one that exists.
     */
    private Optional<Finding> existing(Change.CreateIndex create, HotTable table, Facts facts) throws SQLException {
        String name = String.valueOf(create.name());
        Optional<IndexFacts> found =
                facts.index(new RelationName(table.relation().schema(), name));
        Plan saysSo = Plan.aside(List.of(), List.of(skippingNotice(name)), List.of());
        if (found.isEmpty() || found.get().valid()) {
            return Optional.of(Finding.rewritten(
                    this,
                    object(create, table),
                    "create index " + Quoting.readable(name) + ", which is there already, on " + table.relation() + ",",
                    "It takes SHARE on " + table.described() + " only to find that there is nothing to do: writes wait"
                            + " while it queues.",
                    "Leave it out, or find out first whether it is there.",
                    saysSo));
        }
        Relation index = found.get().index();
        String doing = "create index " + index + ", which is there but INVALID,";
        String harm = "PostgreSQL would take SHARE on " + table.described() + " and say that the index exists. No query"
                + " uses it" + (found.get().unique() ? ", and what it indexes may not be unique." : ".");
        if (index.kind() == Relation.Kind.PARTITIONED_INDEX) {
            return Optional.of(Finding.notRewritten(
                    this,
                    object(create, table),
                    doing,
                    harm,
                    "a partition's index is missing or not attached, and which is not known",
                    """
                    Make what is missing, or attach it:
                        ALTER INDEX %s ATTACH PARTITION <index of the partition>;""".formatted(index)));
        }
        Step repair = new Step(
                "REINDEX INDEX CONCURRENTLY " + index.sql(),
                Step.Patience.PATIENT,
                ReindexRule.leftovers(List.of(found.get()), facts));
        return Optional.of(Finding.rewritten(
                this,
                object(create, table),
                doing,
                harm,
                Instead.outsideATransaction(List.of("REINDEX INDEX CONCURRENTLY " + index)),
                Plan.reindex(List.of(repair), saysSo.adopt(), table.relation())));
    }

    private static String skippingNotice(String name) {
        return "DO $ddlguard$BEGIN RAISE NOTICE USING ERRCODE = '42P07', MESSAGE = "
                + Quoting.literal("relation \"" + name + "\" already exists, skipping") + "; END$ddlguard$";
    }

    private static List<String> object(Change.CreateIndex create, HotTable table) {
        return create.name() == null ? table.object() : table.object(create.name());
    }
}
