package io.ddlguard.guard;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Lock;
import io.ddlguard.change.LockMode;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.execute.LockTarget;
import io.ddlguard.execute.TextLocks;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the locks that a text itself will take on what others may use. Used once. */
final class TextLocksReader {

    private final Script script;
    private final List<Change> changes;
    private final Facts facts;
    private final Set<LockTarget> targets = new LinkedHashSet<>();

    TextLocksReader(Script script, List<Change> changes, Facts facts) {
        this.script = script;
        this.changes = changes;
        this.facts = facts;
    }

    /** None where the text cannot be wrapped in a savepoint or a transaction. */
    TextLocks read(List<Ruling> plans, boolean batch) throws SQLException {
        if (!script.statements().stream().allMatch(ScriptStatement::inTransaction)) {
            return TextLocks.NONE;
        }
        // What runs outside locks there, and takes care of that; NOT VALID is added here.
        Set<Change> elsewhere = new HashSet<>();
        plans.stream().filter(Ruling::isOfTheStatement).forEach(plan -> elsewhere.add(plan.change()));
        boolean namesMove = changes.stream().anyMatch(TextLocksReader::movesNames);
        for (Change change : changes) {
            if (elsewhere.contains(change)) {
                continue;
            }
            for (Lock lock : change.locks()) {
                Optional<Relation> relation = facts.relation(lock.relation());
                // What a name means that is read after others have moved, only the server knows.
                if (relation.isPresent()
                        && !facts.isNew(relation.get())
                        && (!namesMove || change.relations().contains(lock.relation()))) {
                    targets.add(new LockTarget(relation.get().oid(), lock.mode(), lock.reach()));
                }
            }
            if (change instanceof Change.Reindex reindex && !reindex(reindex)) {
                return TextLocks.NONE;
            }
        }
        for (Ruling plan : plans) {
            if (plan.run().isTriedWhole()) {
                plan.run()
                        .on()
                        .forEach(relation -> targets.add(
                                new LockTarget(relation.oid(), LockMode.ACCESS_EXCLUSIVE, Lock.Reach.ITSELF)));
            }
        }
        TextLocks.Form one = script.statements().size() == 1 ? TextLocks.Form.STATEMENT : TextLocks.Form.SCRIPT;
        return new TextLocks(List.copyOf(targets), batch ? TextLocks.Form.BATCH : one);
    }

    private static boolean movesNames(Change change) {
        return change instanceof Change.SearchPath
                || change instanceof Change.RenameTable
                || change instanceof ObjectChange.RenameSchema
                || change instanceof Change.SetSchema;
    }

    /** Readers of the table plan with its indexes, and wait for one that is rebuilt; writers wait for the table. */
    private boolean reindex(Change.Reindex reindex) throws SQLException {
        RelationName name = reindex.relation();
        Optional<Relation> relation = name == null ? Optional.empty() : facts.relation(name);
        if (relation.isEmpty() || facts.isNew(relation.get())) {
            return true;
        }
        if (isPartitioned(relation.get())) {
            // PostgreSQL commits after each partition, and refuses it in a transaction block.
            return false;
        }
        Optional<IndexFacts> index = facts.index(name);
        if (index.isPresent()) {
            targets.add(new LockTarget(relation.get().oid(), LockMode.ACCESS_EXCLUSIVE, Lock.Reach.ITSELF));
        }
        long table =
                index.map(found -> found.table().oid()).orElse(relation.get().oid());
        targets.add(new LockTarget(table, LockMode.SHARE, Lock.Reach.ITSELF));
        return true;
    }

    private static boolean isPartitioned(Relation relation) {
        return relation.kind() == Relation.Kind.PARTITIONED_TABLE || relation.kind() == Relation.Kind.PARTITIONED_INDEX;
    }
}
