package io.ddlguard.guard;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.journal.JournalRow.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a text means for what its transaction has already left for after the commit: as written, that would be done by
 * now. A statement that needs it is refused while the transaction can still be rolled back.
 */
final class Dependants {

    /** The tag of its refusals; no rule's, so no policy and no comment changes it. */
    static final String TAG = "pending";

    private final Script script;
    private final List<JournalRow> pending;
    private final Facts facts;

    Dependants(Script script, List<JournalRow> pending, Facts facts) {
        this.script = script;
        this.pending = pending;
        this.facts = facts;
    }

    /** Keeps the names that pending indexes will have from being chosen for others. */
    void reserveNames() throws SQLException {
        for (JournalRow row : pending) {
            Optional<Relation> table = row.isIndexToCome() ? facts.relation(row.relation()) : Optional.empty();
            table.ifPresent(found -> facts.reserve(new RelationName(found.schema(), row.name())));
        }
    }

    /** Why the text cannot be sent; empty if it can. */
    Optional<String> problem() throws SQLException {
        for (ScriptStatement statement : script.statements()) {
            for (JournalRow row : pending) {
                if (row.isIndexToCome() && script.mentions(statement, row.name())) {
                    return Optional.of("it names " + row.name() + ", an index that an earlier statement of the same"
                            + " transaction has left to be built after the commit");
                }
                for (Change change : statement.changes()) {
                    if (copies(change, row)) {
                        return Optional.of(
                                "it copies a table for which an earlier statement of the same transaction has"
                                        + " left something to be done after the commit: " + row.described());
                    }
                    if (takesAway(change, row)) {
                        return Optional.of("it changes a column for which an earlier statement of the same transaction"
                                + " has left something to be done after the commit: " + row.described());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The words of a refusal. */
    static String refusal(String why) {
        return "ddlguard refused a statement that needs what is not there before the commit [pending]. Nothing was sent."
                + "\n  Reason:\n    " + why + ".\n  Instead:\n    Put it in a migration of its own, after this one."
                + "\n  More:\n    docs/rules/pending.md";
    }

    /** What is prepared commits on any connection and at any time: nobody would be there to do what comes after it. */
    static String noTwoPhaseCommit() {
        return "ddlguard refused to prepare a transaction for a two-phase commit [pending]. Nothing was sent.\n"
                + "  Reason:\n    An earlier statement of it has built an index outside it, or left something to be done"
                + " after its commit,\n    and a prepared transaction may be committed by anybody at any time.\n"
                + "  Instead:\n    Deploy without XA.\n  More:\n    docs/rules/pending.md";
    }

    private boolean takesAway(Change change, JournalRow row) throws SQLException {
        if (change instanceof ColumnChange.RenameColumn rename && row.isIndexToCome()) {
            return isOn(rename.table(), row) && Script.mentions(row.definition(), rename.column());
        }
        return change instanceof ColumnChange.DropNotNull drop
                && row.kind() == Kind.SET_NOT_NULL
                && isOn(drop.table(), row);
    }

    /** A copy has the indexes and constraints that are there now. */
    private boolean copies(Change change, JournalRow row) throws SQLException {
        if (change instanceof Change.CreateRelation create && row.kind() != Kind.VALIDATE_CONSTRAINT) {
            for (RelationName copied : create.copied()) {
                if (isOn(copied, row)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isOn(RelationName name, JournalRow row) throws SQLException {
        return facts.relation(name)
                .filter(table -> table.oid() == row.relation())
                .isPresent();
    }

    /** The rows that go with what the text drops: an index goes with its column. */
    List<String> gone() throws SQLException {
        List<String> gone = new ArrayList<>();
        for (ScriptStatement statement : script.statements()) {
            for (Change change : statement.changes()) {
                for (JournalRow row : pending) {
                    if (change instanceof ColumnChange.DropColumn drop
                            && row.isIndexToCome()
                            && isOn(drop.table(), row)
                            && Script.mentions(row.definition(), drop.column())) {
                        gone.add(row.id());
                    }
                }
            }
        }
        return gone;
    }
}
