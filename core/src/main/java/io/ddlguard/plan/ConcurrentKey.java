package io.ddlguard.plan;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.AddedKey;
import io.ddlguard.change.Change.CreateIndex;
import io.ddlguard.change.RelationName;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * UNIQUE and PRIMARY KEY without a build under ACCESS EXCLUSIVE: the index is built CONCURRENTLY under a private name,
 * gets the constraint's in the caller's own transaction, and is taken for the constraint there (USING INDEX). It has
 * that name before, because USING INDEX would tell of a rename that nobody has asked for.
 *
 * <p>A column of a primary key that is nullable is first made sure of, outside as well: a CHECK is added NOT VALID and
 * validated, and spares SET NOT NULL its scan.
 *
 * <p>Of a partitioned table only the leaves can be built so. The statement then stays as it is: PostgreSQL builds
 * nothing where each leaf has such a constraint already, and makes that the parent's.
 */
public final class ConcurrentKey {

    private static final String NOT_NULL = "not_null";

    private final AddedKey key;
    private final Relation table;
    private final Facts facts;
    private final String id;
    private final String name;
    private final List<Step> aside = new ArrayList<>();
    private final List<String> together = new ArrayList<>();
    private final List<Relation> on = new ArrayList<>();
    private final List<BadRows> duplicates = new ArrayList<>();

    private ConcurrentKey(AddedKey key, Relation table, Facts facts, String id) throws SQLException {
        this.id = id;
        this.key = key;
        this.table = table;
        this.facts = facts;
        this.name = name(key, table, facts);
        // What the same text adds without a name must not choose it again.
        facts.reserve(new RelationName(table.schema(), name));
    }

    /** @param nullable the columns of a primary key that have to become NOT NULL, with nothing that says so already */
    public static Plan of(AddedKey key, Relation table, List<String> nullable, Facts facts) throws SQLException {
        return of(key, table, nullable, facts, IndexName.privateId());
    }

    /** @param id the digits of the private names */
    public static Plan of(AddedKey key, Relation table, List<String> nullable, Facts facts, String id)
            throws SQLException {
        ConcurrentKey plan = new ConcurrentKey(key, table, facts, id);
        plan.refuseNulls(nullable);
        return table.kind() == Relation.Kind.PARTITIONED_TABLE ? plan.ofLeaves() : plan.ofTable(nullable);
    }

    /** The constraint's name and its index's: the one that is given, or the one that PostgreSQL would choose. */
    public static String name(AddedKey key, Relation table, Facts facts) throws SQLException {
        return key.name() != null ? key.name() : chosenName(key, table, facts);
    }

    private static String chosenName(AddedKey key, Relation table, Facts facts) throws SQLException {
        return chosenName(
                key,
                table,
                candidate -> !key.dropped().contains(candidate)
                        && (facts.isTaken(table.schema(), candidate)
                                || facts.hasConstraint(table.schema(), candidate)));
    }

    private static String chosenName(AddedKey key, Relation table, IndexName.Taken taken) throws SQLException {
        return IndexName.choose(
                table.name(),
                key.kind() == AddedKey.Kind.PRIMARY_KEY ? List.of() : key.indexColumnNames(),
                key.kind().label(),
                taken);
    }

    private Plan ofTable(List<String> nullable) throws SQLException {
        boolean nameComesFree = key.dropped().contains(name);
        String underName = nameComesFree ? IndexName.PRIVATE + id : name;
        build(table, name, "", !nameComesFree);
        return plan(
                "ADD " + usingIndex(name, underName),
                badRows(nullable),
                isNameSettled() ? new After.AddKey(id, table, name, key.text()) : null);
    }

    /** A name that was not the first choice could be after the text: what bears that may be dropped in it. */
    private boolean isNameSettled() throws SQLException {
        return !key.dropped().contains(name)
                && (key.name() != null || name.equals(chosenName(key, table, candidate -> false)));
    }

    private Plan ofLeaves() throws SQLException {
        leavesOf(table);
        on.add(table);
        return plan(key.text(), List.of(), null);
    }

    private void leavesOf(Relation parent) throws SQLException {
        for (Relation partition : facts.partitionsOf(parent)) {
            if (partition.kind() == Relation.Kind.PARTITIONED_TABLE) {
                leavesOf(partition);
            } else if (partition.kind().holdsRows()) {
                String leafName = chosenName(key, partition, facts);
                facts.reserve(new RelationName(partition.schema(), leafName));
                build(partition, leafName, "_" + (on.size() + 1), true);
                together.add("ALTER TABLE " + partition.sql() + " ADD " + usingIndex(leafName, leafName));
            }
        }
    }

    private void build(Relation relation, String finalName, String suffix, boolean renamed) throws SQLException {
        CreateIndex create = new CreateIndex(
                new RelationName(relation.schema(), relation.name()),
                finalName,
                true,
                false,
                false,
                false,
                version -> key.indexColumnNames(),
                key.columns(),
                key.definition());
        Plan index = ConcurrentIndex.of(create, relation, facts, id + suffix);
        aside.addAll(index.aside());
        if (renamed) {
            together.addAll(index.adopt());
        }
        on.addAll(index.on());
        duplicates.addAll(index.badRows());
    }

    private String usingIndex(String constraint, String index) {
        return "CONSTRAINT " + Quoting.identifier(constraint) + " " + key.kind() + " USING INDEX "
                + Quoting.identifier(index) + key.attributes();
    }

    private Plan plan(String standIn, List<BadRows> badRows, After.@Nullable AddKey later) {
        List<String> adopt = new ArrayList<>(together);
        adopt.add(standIn);
        return new Plan(
                aside,
                adopt,
                List.of(),
                badRows,
                on,
                IndexName.PRIVATE + id,
                name,
                new Held.OfKey(new After.BuildIndex(id, table, name, true, key.definition()), later, duplicates));
    }

    private void refuseNulls(List<String> nullable) {
        if (nullable.isEmpty()) {
            return;
        }
        String check = Quoting.identifier(IndexName.privateName(id, NOT_NULL));
        String alter = "ALTER TABLE " + table.sql() + " ";
        aside.add(new Step(
                nullable.stream()
                        .map(column -> Quoting.identifier(column) + " IS NOT NULL")
                        .collect(Collectors.joining(
                                " AND ", alter + "ADD CONSTRAINT " + check + " CHECK (", ") NOT VALID")),
                Step.Patience.POLITE,
                List.of(alter + "DROP CONSTRAINT IF EXISTS " + check)));
        aside.add(new Step(alter + "VALIDATE CONSTRAINT " + check, Step.Patience.PATIENT, List.of()));
        together.add(nullable.stream()
                .map(column -> "ALTER COLUMN " + Quoting.identifier(column) + " SET NOT NULL")
                .collect(Collectors.joining(", ", alter, "")));
        // A statement of its own: in one ALTER TABLE with it, SET NOT NULL would not see the CHECK, and scan.
        together.add(alter + "DROP CONSTRAINT " + check);
    }

    private List<BadRows> badRows(List<String> nullable) {
        return nullable.stream().map(column -> BadRows.nulls(table, column)).toList();
    }
}
