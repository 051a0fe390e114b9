package io.ddlguard.rule;

import io.ddlguard.catalog.ConstraintFacts;
import io.ddlguard.change.AddedKey;
import java.util.Set;

/**
 * Without its primary key a table may hold a row twice, and ON CONFLICT, GROUP BY over the key and logical replication fail.
 *
 * <p><a href="https://www.postgresql.org/docs/current/ddl-constraints.html">Constraints</a>.
 */
final class DropPrimaryKeyRule extends DropKeyRule {

    @Override
    public String id() {
        return "drop-primary-key";
    }

    @Override
    boolean minds(ConstraintFacts constraint) {
        return constraint.type() == 'p';
    }

    @Override
    Set<AddedKey.Kind> replacements(ConstraintFacts constraint) {
        return Set.of(AddedKey.Kind.PRIMARY_KEY);
    }

    @Override
    String loss(HotTable table, ConstraintFacts constraint) {
        return "Nothing tells two rows of " + table.described() + " apart any more (" + constraint.definition()
                + "): INSERT … ON CONFLICT on it fails with 42P10, UPDATE and DELETE fail where it is what logical"
                + " replication tells rows by, and queries lose its index.";
    }
}
