package io.ddlguard.execute;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.KeyFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.change.AddedKey;
import io.ddlguard.change.Change;
import io.ddlguard.change.ConstraintChange;
import io.ddlguard.change.Script;
import io.ddlguard.journal.JournalRow;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.plan.ConcurrentIndex;
import io.ddlguard.plan.ConcurrentKey;
import io.ddlguard.plan.IndexName;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a row of the journal comes to, as the database is now: names are looked up anew, and what is done is left out. */
final class AfterPlan {

    private static final Plan NOTHING_LEFT = Plan.aside(List.of(), List.of(Plan.NOTHING), List.of());

    private final Facts facts;
    private final Side side;

    AfterPlan(Facts facts, Side side) {
        this.facts = facts;
        this.side = side;
    }

    /** Empty where what it is about is gone, and the work with it. */
    Optional<Plan> of(JournalRow row) throws SQLException {
        Optional<Relation> table = facts.relation(row.relation());
        if (table.isEmpty()) {
            return Optional.empty();
        }
        return switch (row.kind()) {
            case ADOPT_INDEX, REINDEX -> Optional.empty();
            case BUILD_INDEX -> Optional.of(buildIndex(row, table.get()));
            case ADD_KEY -> Optional.of(addKey(row, table.get()));
            case VALIDATE_CONSTRAINT -> validate(row, table.get());
            case SET_NOT_NULL -> setNotNull(row, table.get());
            case DROP_INDEX -> Optional.of(dropIndex(row));
        };
    }

    private Plan buildIndex(JournalRow row, Relation table) throws SQLException {
        String statement = "CREATE " + (row.unique() ? "UNIQUE " : "") + "INDEX " + Quoting.identifier(row.name())
                + " ON " + table.sql() + row.definition();
        Plan plan = ConcurrentIndex.of(createIndex(statement), table, facts, row.id());
        return plan.aside().size() == 1 && isBuilt(row) ? Plan.aside(List.of(), plan.adopt(), plan.on()) : plan;
    }

    private Plan addKey(JournalRow row, Relation table) throws SQLException {
        AddedKey key = addedKey(alter(table) + row.definition()).named(row.name());
        List<String> nullable = new ArrayList<>();
        if (key.kind() == AddedKey.Kind.PRIMARY_KEY) {
            for (KeyFacts.Column column : facts.keys().columns(table, key.columns())) {
                if (column.nullable()) {
                    nullable.add(column.name());
                }
            }
        }
        Plan plan = ConcurrentKey.of(key, table, nullable, facts, row.id());
        List<String> commands = new ArrayList<>(plan.beforeStandIn());
        commands.add(alter(table) + plan.standIn());
        return Plan.aside(plan.aside(), commands, plan.on());
    }

    private static AddedKey addedKey(String statement) throws SQLException {
        if (only(statement) instanceof ConstraintChange.AddKey add
                && add.key().column() == null
                && add.key().index() == null) {
            return add.key();
        }
        throw new SQLException("the journal's definition of the constraint is not that of a key");
    }

    /** The row's text becomes a statement only where it is the one that it ought to be. */
    private static Change.CreateIndex createIndex(String statement) throws SQLException {
        if (only(statement) instanceof Change.CreateIndex create) {
            return create;
        }
        throw new SQLException("the journal's definition of the index is not that of an index");
    }

    /** The one thing that a text changes; null where it changes more or less. */
    private static @Nullable Change only(String statement) throws SQLException {
        try {
            List<Change> changes = Script.read(statement).statements().stream()
                    .flatMap(part -> part.changes().stream())
                    .toList();
            return changes.size() == 1 ? changes.get(0) : null;
        } catch (PgSyntaxException e) {
            throw new SQLException("the journal's definition cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean isBuilt(JournalRow row) throws SQLException {
        return side.query(
                        "SELECT i.indisvalid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ="
                                + " i.indexrelid WHERE i.indrelid = " + row.relation() + " AND c.relname = "
                                + Quoting.literal(IndexName.PRIVATE + row.id()),
                        valid -> valid.getBoolean(1))
                .contains(true);
    }

    private Optional<Plan> validate(JournalRow row, Relation table) throws SQLException {
        return side
                .query(
                        "SELECT conname, convalidated FROM pg_catalog.pg_constraint WHERE oid = " + row.object()
                                + " AND conrelid = " + row.relation(),
                        found -> found.getBoolean(2)
                                ? NOTHING_LEFT
                                : Plan.aside(
                                        List.of(validate(table, found.getString(1))),
                                        List.of(Plan.NOTHING),
                                        List.of(table)))
                .stream()
                .findFirst();
    }

    private static Step validate(Relation table, String constraint) {
        return new Step(
                alter(table) + "VALIDATE CONSTRAINT " + Quoting.identifier(constraint),
                Step.Patience.PATIENT,
                List.of());
    }

    private static String alter(Relation table) {
        return "ALTER TABLE " + table.sql() + " ";
    }

    private record Column(String name, boolean notNull, String check, boolean validated) {}

    private Optional<Plan> setNotNull(JournalRow row, Relation table) throws SQLException {
        List<Column> columns = side.query(
                "SELECT a.attname, a.attnotnull, coalesce(c.conname, ''), coalesce(c.convalidated, false)"
                        + " FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_constraint c ON c.oid = "
                        + row.object() + " AND c.conrelid = a.attrelid WHERE NOT a.attisdropped AND a.attrelid = "
                        + row.relation() + " AND a.attnum = " + row.attribute(),
                found -> new Column(found.getString(1), found.getBoolean(2), found.getString(3), found.getBoolean(4)));
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Column column = columns.get(0);
        if (column.check().isEmpty()) {
            // Somebody has dropped it; without it SET NOT NULL would scan under ACCESS EXCLUSIVE.
            return column.notNull() ? Optional.of(NOTHING_LEFT) : Optional.empty();
        }
        List<String> commands = new ArrayList<>();
        if (!column.notNull()) {
            commands.add(alter(table) + "ALTER COLUMN " + Quoting.identifier(column.name()) + " SET NOT NULL");
        }
        // A statement of its own: in one ALTER TABLE with it, SET NOT NULL would not see the CHECK, and scan.
        commands.add(alter(table) + "DROP CONSTRAINT " + Quoting.identifier(column.check()));
        return Optional.of(Plan.aside(
                column.validated() ? List.of() : List.of(validate(table, column.check())), commands, List.of(table)));
    }

    private Plan dropIndex(JournalRow row) throws SQLException {
        Optional<Relation> index = facts.relation(row.object());
        if (index.isEmpty() || !index.get().name().startsWith(IndexName.PRIVATE + row.id())) {
            return NOTHING_LEFT;
        }
        return Plan.aside(
                List.of(new Step("DROP INDEX CONCURRENTLY " + index.get().sql(), Step.Patience.PATIENT, List.of())),
                List.of(Plan.NOTHING),
                List.of());
    }
}
