package io.ddlguard.guard;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ConstraintChange;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.change.ObjectName;
import io.ddlguard.change.RelationName;
import io.ddlguard.change.Script;
import io.ddlguard.change.ScriptStatement;
import io.ddlguard.policy.Action;
import io.ddlguard.policy.AllowComment;
import io.ddlguard.policy.Allowance;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.rule.Finding;
import io.ddlguard.rule.Rule;
import io.ddlguard.rule.Rules;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks every rule about every change of a text, and the policy about every finding. Used once. */
final class Judge {

    /** Where they are none of the changes that rules look at: ALTER FUNCTION … RENAME, ALTER TYPE … SET SCHEMA. */
    private static final Set<String> MOVES = Set.of("RenameStmt", "AlterObjectSchemaStmt");

    private final Script script;
    private final Facts facts;
    private final EnvironmentPolicy policy;
    private final boolean batch;
    private final List<Ruling> rulings = new ArrayList<>();
    private final Set<RelationName> madeHere = new HashSet<>();
    private final Map<ObjectName, List<CatalogObject>> before = new HashMap<>();
    private @Nullable String problem;
    private @Nullable String badComment;
    private boolean searchPathChanged;
    private boolean namesMoved;
    private boolean objectsMoved;

    /**
     * @param batch whether the text is one of a JDBC batch, where nothing can be put between or in place of statements
     */
    Judge(Script script, Facts facts, EnvironmentPolicy policy, boolean batch) {
        this.script = script;
        this.facts = facts;
        this.policy = policy;
        this.batch = batch;
    }

    /** The rulings in the order of the text. */
    List<Ruling> rule() throws SQLException {
        for (ScriptStatement statement : script.statements()) {
            List<AllowComment.Granted> granted = granted(statement);
            for (Change change : statement.changes()) {
                judge(statement, change, granted);
                follow(statement, change);
                if (statement.inBody()) {
                    facts.oracle().follow(List.of(change));
                }
            }
            // The commands of one ALTER TABLE are asked about as they stand.
            facts.oracle().follow(statement.changes());
        }
        return rulings;
    }

    /** What the text makes. */
    Made made() {
        return new Made(madeHere, before);
    }

    /** Why the text cannot be judged at all; null where it can. */
    @Nullable
    String problem() {
        return problem;
    }

    /** What is wrong with a comment that means to allow something; null where nothing is. */
    @Nullable
    String badComment() {
        return badComment;
    }

    /** The facts are those before the text; what the text itself changes has to be known too. */
    private void follow(ScriptStatement statement, Change change) throws SQLException {
        if (change instanceof Change.CreateRelation create) {
            // In a body it may be made or not, and a failure caught.
            if (!statement.inBody() && (!create.ifNotExists() && !create.temporary() || isFree(create.relation()))) {
                madeHere.add(create.relation());
            }
        } else if (change instanceof ObjectChange.Create create) {
            // What is new afterwards is told by its OID: in a body too.
            if (!objectsMoved && !(searchPathChanged && create.name().isFoundByPath())) {
                before.putIfAbsent(create.name(), facts.objects().find(create.name()));
            }
        } else if (change instanceof Change.SearchPath) {
            searchPathChanged = true;
            madeHere.removeIf(table -> table.schema() == null);
            before.keySet().removeIf(ObjectName::isFoundByPath);
        } else if (movesObjects(change)) {
            objectsMoved = true;
            before.clear();
            if (change instanceof ObjectChange.RenameSchema) {
                namesMoved = true;
                madeHere.clear();
            }
        } else if (change instanceof Change.RenameTable || change instanceof Change.SetSchema) {
            namesMoved = true;
            change.relations().forEach(madeHere::remove);
        } else if (change instanceof Change.DropTable) {
            change.relations().forEach(madeHere::remove);
        } else if (change instanceof Change.TransactionControl) {
            // If what was made is rolled back, its name means again what it meant before.
            for (RelationName table : List.copyOf(madeHere)) {
                if (!isFree(table)) {
                    madeHere.remove(table);
                }
            }
        }
    }

    /** Whether nothing bore the name before the text, as far as the facts before it tell. */
    private boolean isFree(RelationName name) throws SQLException {
        return !(searchPathChanged && name.schema() == null)
                && !namesMoved
                && facts.relation(name).isEmpty();
    }

    /** Whether names of schemas, types or functions mean something else afterwards. */
    private static boolean movesObjects(Change change) {
        return change instanceof ObjectChange.RenameSchema
                || change instanceof ObjectChange.RenameType rename && rename.attribute() == null
                || change instanceof Change.Other other && MOVES.contains(other.node());
    }

    private void checkNames(Change change) throws SQLException {
        if (change instanceof ObjectChange.OfNamed object) {
            checkName(object.name());
        }
        for (RelationName name : change.relations()) {
            if (searchPathChanged && name.schema() == null) {
                problem = "it names " + name + " without a schema after the search path was changed in the same text,"
                        + " and which relation is meant is known only when it runs; write schema." + name
                        + ", or send the two apart";
            } else if (namesMoved && facts.relation(name).isEmpty()) {
                problem = "it names " + name + ", which is not there yet, and the same text renames or moves a table;"
                        + " which relation is meant is known only when it runs; send the two apart";
            }
        }
    }

    private void checkName(ObjectName name) throws SQLException {
        if (searchPathChanged && name.isFoundByPath()) {
            problem = "it names " + name
                    + " without a schema after the search path was changed in the same text, and what"
                    + " is meant is known only when it runs; write schema." + name + ", or send the two apart";
        } else if (objectsMoved && facts.objects().find(name).isEmpty()) {
            problem = "it names " + name + ", which is not there yet, and the same text renames or moves such a thing;"
                    + " what is meant is known only when it runs; send the two apart";
        }
    }

    private void judge(ScriptStatement statement, Change change, List<AllowComment.Granted> granted)
            throws SQLException {
        if (change.relations().stream().anyMatch(madeHere::contains)) {
            // The server does not know it yet; nobody else can either.
            return;
        }
        checkNames(change);
        for (Rule rule : Rules.ALL) {
            Optional<Finding> finding = rule.look(change, facts);
            if (finding.isPresent()) {
                Ruling ruling = rule(statement, change, rule, finding.get(), granted);
                if (ruling.action() == Action.REWRITE || ruling.noPlan() != null || !isOnlineAsWritten(change)) {
                    rulings.add(ruling);
                }
            }
        }
    }

    /** A policy that blocks what would be rewritten asks for just this. */
    private static boolean isOnlineAsWritten(Change change) {
        return change instanceof Change.CreateIndex create && create.concurrently();
    }

    private Ruling rule(
            ScriptStatement statement, Change change, Rule rule, Finding finding, List<AllowComment.Granted> granted) {
        for (AllowComment.Granted comment : granted) {
            if (comment.rules().contains(rule.id())) {
                return allowed(statement, change, finding, "allowed by its comment: " + comment.reason());
            }
        }
        Optional<Allowance> allowance = policy.allowance(rule.id(), finding.object(), LocalDate.now());
        if (allowance.isPresent()) {
            return allowed(
                    statement,
                    change,
                    finding,
                    "allowed by the policy: " + allowance.get().reason());
        }
        Action action = policy.action(rule.id()).orElse(rule.defaultAction());
        Ruling ruling = new Ruling(statement, change, finding, action, "policy: " + action, finding.plan(), null);
        return action == Action.REWRITE ? rewritten(ruling) : ruling;
    }

    private static Ruling allowed(ScriptStatement statement, Change change, Finding finding, String because) {
        return new Ruling(statement, change, finding, Action.ALLOW, because, null, null);
    }

    private Ruling rewritten(Ruling ruling) {
        Optional<String> against = reasonAgainstThePlan(ruling);
        if (against.isPresent()) {
            return ruling.blocked(against.get());
        }
        if (script.controlsTransactions()) {
            return inItsTransaction(ruling);
        }
        if (isOfANameMadeBefore(ruling.statement(), ruling.change())) {
            return ruling.blocked("an earlier statement of the same text makes an index of that name");
        }
        boolean inItsPlace =
                ruling.run().aside().isEmpty() && ruling.run().beforeStandIn().isEmpty();
        if (inItsPlace || isIndependentOfAllBefore(ruling.statement())) {
            return ruling;
        }
        // The steps would run before the text is sent, so nothing before the statement may have to come first.
        return ruling.afterTheCommit(
                "it is sent together with statements that come before it and on which it may depend; put it in a"
                        + " migration of its own",
                policy);
    }

    /** Where the text itself begins and ends transactions, only the server knows in which a statement runs. */
    private Ruling inItsTransaction(Ruling ruling) {
        String why = "the text it is sent in begins or ends transactions of its own";
        if (!ruling.run().after().isEmpty()) {
            return ruling;
        }
        return ruling.run().aside().isEmpty() ? ruling.blocked(why) : ruling.afterTheCommit(why, policy);
    }

    private Optional<String> reasonAgainstThePlan(Ruling ruling) {
        Finding finding = ruling.finding();
        ScriptStatement statement = ruling.statement();
        if (finding.plan() == null) {
            return Optional.of(finding.noPlan() == null ? "there is none" : finding.noPlan());
        }
        if (statement.inBody()) {
            return Optional.of("the statement stands in a DO block, where nothing can take its place");
        }
        if (batch) {
            return Optional.of("the statements of a JDBC batch are sent together, and nothing can run between them");
        }
        if (statement.changes().size() > 1 && ruling.change().span() == null) {
            return Optional.of("the statement does other things too");
        }
        return Optional.empty();
    }

    private boolean isIndependentOfAllBefore(ScriptStatement statement) {
        return script.statements().stream()
                .takeWhile(earlier -> earlier != statement)
                .allMatch(this::isIndependent);
    }

    private boolean isOfANameMadeBefore(ScriptStatement statement, Change change) {
        return change instanceof Change.CreateIndex create
                && create.name() != null
                && script.statements().stream()
                        .takeWhile(earlier -> earlier != statement)
                        .flatMap(earlier -> earlier.changes().stream())
                        .anyMatch(made -> made instanceof Change.CreateIndex other
                                && create.name().equals(other.name()));
    }

    /** A table made here, an index built aside and a key over one are nothing that another's build could need. */
    private boolean isIndependent(ScriptStatement earlier) {
        return earlier.changes().stream()
                .allMatch(change -> change instanceof Change.CreateRelation
                        || change instanceof Change.CreateIndex
                        || change instanceof ConstraintChange.AddKey
                        || change instanceof Change.Other other && other.node().equals("CommentStmt"));
    }

    private List<AllowComment.Granted> granted(ScriptStatement statement) {
        List<AllowComment.Granted> granted = new ArrayList<>();
        for (String comment : statement.comments()) {
            for (AllowComment allow : AllowComment.in(comment, Rules.actions().keySet())) {
                if (allow instanceof AllowComment.Malformed malformed) {
                    badComment = malformed.problem();
                } else if (allow instanceof AllowComment.Granted grant && policy.allowComments()) {
                    granted.add(grant);
                }
            }
        }
        return granted;
    }
}
