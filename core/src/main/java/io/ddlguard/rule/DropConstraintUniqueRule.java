package io.ddlguard.rule;

import io.ddlguard.catalog.ConstraintFacts;
import io.ddlguard.change.AddedKey;
import java.util.Set;

/**
 * Without it duplicates get in, and ON CONFLICT fails.
 *
 * <p><a href="https://www.postgresql.org/docs/current/ddl-constraints.html">Constraints</a>.
 */
final class DropConstraintUniqueRule extends DropKeyRule {

    @Override
    public String id() {
        return "drop-constraint-unique";
    }

    @Override
    boolean minds(ConstraintFacts constraint) {
        return constraint.type() == 'u' || constraint.type() == 'x';
    }

    @Override
    Set<AddedKey.Kind> replacements(ConstraintFacts constraint) {
        return constraint.type() == 'x'
                ? Set.of(AddedKey.Kind.EXCLUDE)
                : Set.of(AddedKey.Kind.UNIQUE, AddedKey.Kind.PRIMARY_KEY);
    }

    @Override
    String loss(HotTable table, ConstraintFacts constraint) {
        return "Nothing keeps " + table.described() + " from holding what " + constraint.definition()
                + " excludes: INSERT … ON CONFLICT on it fails with 42P10, and queries lose its index. It can only be"
                + " added again when all that has got in meanwhile is mended.";
    }
}
