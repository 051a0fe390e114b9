package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ConstraintChange.AddConstraint;
import io.ddlguard.plan.After;
import io.ddlguard.plan.BadRows;
import io.ddlguard.plan.Plan;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A constraint that is added with its check: what foreign keys and CHECKs have in common. */
abstract class AddConstraintRule implements Rule {

    static final String NOT_VALID = " NOT VALID";

    static final String ANOTHER_STAYS_NOT_VALID =
            "the statement adds another constraint, without a name, that is to stay NOT VALID";

    @Override
    public boolean rewrites() {
        return true;
    }

    /** Whether the constraint is of the kind that this rule looks at. */
    abstract boolean minds(AddConstraint add);

    abstract String doing(AddConstraint add, HotTable table);

    abstract String harm(AddConstraint add, HotTable table, Facts facts) throws SQLException;

    /** Why this server cannot add it NOT VALID; empty if it can. */
    abstract Optional<String> noPlan(HotTable table, Facts facts);

    /** What tells whether a row breaks it; null where nothing does. */
    abstract @Nullable BadRows badRows(AddConstraint add, Relation table, Facts facts) throws SQLException;

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof AddConstraint add) || !minds(add)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, add.table());
        if (found.isEmpty() || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        Optional<String> noPlan = add.notValidUnnamed() ? Optional.of(ANOTHER_STAYS_NOT_VALID) : noPlan(table, facts);
        String doing = doing(add, table);
        String harm = harm(add, table, facts);
        String instead = instead(add, table.relation());
        if (noPlan.isPresent()) {
            return Optional.of(Finding.notRewritten(this, table.object(), doing, harm, noPlan.get(), instead));
        }
        return Optional.of(Finding.rewritten(
                this,
                table.object(),
                doing,
                harm,
                instead,
                Plan.after(
                        List.of(add.text() + NOT_VALID),
                        List.of(new After.Validate(table.relation(), add.notValid())),
                        badRows(add, table.relation(), facts))));
    }

    /** As the server writes it in its errors, with a blank before it; empty where it is the server's to choose. */
    static String quotedName(AddConstraint add) {
        return add.name() == null ? "" : " \"" + add.name() + "\"";
    }

    /** A condition of a query: where the table has a constraint of that name, this is what the server says. */
    static String isFree(AddConstraint add, Relation table) {
        return add.name() == null
                ? "true"
                : "NOT EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = " + table.oid() + " AND conname = "
                        + Quoting.literal(add.name()) + ")";
    }

    private static String instead(AddConstraint add, Relation table) {
        return """
                In two migrations, so that the lock of the first does not last through the scan of the second:
                    ALTER TABLE %1$s %2$s NOT VALID;
                    ALTER TABLE %1$s VALIDATE CONSTRAINT <its name>;
                """.formatted(table, add.text());
    }
}
