package io.ddlguard.rule;

import io.ddlguard.catalog.ConstraintFacts;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.AddedKey;
import io.ddlguard.change.Change;
import io.ddlguard.change.Removal;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/** A constraint by which rows are told apart, and on which other statements rely. */
abstract class DropKeyRule implements Rule {

    @Override
    public boolean rewrites() {
        return false;
    }

    abstract boolean minds(ConstraintFacts constraint);

    /** What keeps as much, where the same statement adds it. */
    abstract Set<AddedKey.Kind> replacements(ConstraintFacts constraint);

    /** What is no longer kept, and what fails then. */
    abstract String loss(HotTable table, ConstraintFacts constraint);

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Removal.DropConstraint drop)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, drop.relation());
        Optional<ConstraintFacts> constraint = found.isEmpty()
                ? Optional.empty()
                : facts.constraint(found.get().relation(), drop.name());
        if (constraint.isEmpty()
                || !minds(constraint.get())
                || !Collections.disjoint(drop.added(), replacements(constraint.get()))
                // The server refuses it: foreign keys need it.
                || !drop.cascade() && !constraint.get().referencing().isEmpty()) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String name = Quoting.readable(drop.name());
        return Optional.of(Finding.harmful(
                this,
                table.object(drop.name()),
                "drop constraint " + name + " of " + table.relation(),
                loss(table, constraint.get()) + cascade(constraint.get())
                        + " It takes ACCESS EXCLUSIVE on the table: reads and writes stop until the migration commits.",
                instead(table, name, constraint.get())));
    }

    private static String instead(HotTable table, String name, ConstraintFacts constraint) {
        if (constraint.type() == 'x') {
            return "Wait until no code that relies on it runs any more, and allow it by name.";
        }
        return """
                If another key is to take its place, exchange them in one statement:
                    ALTER TABLE %1$s DROP CONSTRAINT %2$s, ADD %3$s (<its columns>);
                If not, wait until no code that relies on it runs any more, and allow it by name.""".formatted(table.relation(), name, constraint.type() == 'p' ? "PRIMARY KEY" : "UNIQUE");
    }

    private static String cascade(ConstraintFacts constraint) {
        return constraint.referencing().isEmpty()
                ? ""
                : " With CASCADE the foreign keys that need it go too: " + String.join(", ", constraint.referencing())
                        + ".";
    }
}
