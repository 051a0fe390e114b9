package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.AddedKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * ADD UNIQUE takes ACCESS EXCLUSIVE and holds it while its index is built. An index that is there already is taken for
 * the constraint in a moment.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX">ALTER
 * TABLE, ADD table_constraint_using_index</a>.
 */
final class AddUniqueRule extends AddKeyRule {

    @Override
    public String id() {
        return "add-unique";
    }

    @Override
    AddedKey.Kind kind() {
        return AddedKey.Kind.UNIQUE;
    }

    @Override
    String what() {
        return "a unique constraint";
    }

    @Override
    Optional<Finding> look(AddedKey key, HotTable table, Facts facts) throws SQLException {
        return key.index() == null ? rewritten(key, table, List.of(), facts) : Optional.empty();
    }
}
