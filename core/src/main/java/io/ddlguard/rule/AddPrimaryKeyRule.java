package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.KeyFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.AddedKey;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * ADD PRIMARY KEY takes ACCESS EXCLUSIVE and holds it while its index is built, and while every row is checked where a
 * column is nullable: USING INDEX does the latter too.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX">ALTER
 * TABLE, ADD table_constraint_using_index</a>.
 */
final class AddPrimaryKeyRule extends AddKeyRule {

    @Override
    public String id() {
        return "add-primary-key";
    }

    @Override
    AddedKey.Kind kind() {
        return AddedKey.Kind.PRIMARY_KEY;
    }

    @Override
    String what() {
        return "a primary key";
    }

    @Override
    Optional<Finding> look(AddedKey key, HotTable table, Facts facts) throws SQLException {
        Relation relation = table.relation();
        KeyFacts keys = facts.keys();
        Optional<String> present = keys.nameOfPrimaryKey(relation);
        if (present.isPresent() && !key.dropped().contains(present.get())) {
            // Alone it fails on the server, but the same text may have dropped that one before.
            return Optional.of(notRewritten(
                    key,
                    table,
                    "the table has a primary key already",
                    "In one statement:\n    ALTER TABLE " + relation + " DROP CONSTRAINT "
                            + Quoting.readable(present.get()) + ", " + key.text() + ";"));
        }
        List<String> columns = key.index() == null ? key.columns() : keys.keyOf(relation, key.index());
        List<String> nullable = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        for (KeyFacts.Column column :
                columns.isEmpty() ? List.<KeyFacts.Column>of() : keys.columns(relation, columns)) {
            if (!column.validated()) {
                unchecked.add(column.name());
            } else if (column.nullable()) {
                nullable.add(column.name());
            }
        }
        if (!unchecked.isEmpty()) {
            return Optional.of(notRewritten(
                    key,
                    table,
                    "NOT NULL of " + names(unchecked) + " is not validated yet",
                    "In a migration of its own, when that has been validated:\n    ALTER TABLE " + relation + " "
                            + key.text() + ";"));
        }
        if (key.index() != null) {
            return nullable.isEmpty()
                    ? Optional.empty()
                    : Optional.of(notRewritten(
                            key,
                            table,
                            names(nullable) + " may be null, which USING INDEX looks for in every row",
                            notNullFirst(key, relation, nullable)));
        }
        if (!nullable.isEmpty() && keys.hasChildren(relation)) {
            return Optional.of(notRewritten(
                    key,
                    table,
                    names(nullable) + " may be null, and would have to be made NOT NULL in "
                            + (isPartitioned(relation) ? "every partition" : "the tables that inherit it") + " too",
                    notNullFirst(key, relation, nullable)));
        }
        return rewritten(key, table, nullable, facts);
    }

    private static String names(List<String> columns) {
        return (columns.size() == 1 ? "column " : "columns ")
                + columns.stream().map(Quoting::readable).collect(Collectors.joining(", "));
    }

    private static String notNullFirst(AddedKey key, Relation table, List<String> nullable) {
        String alter = "    ALTER TABLE " + table + " ";
        return nullable.stream()
                .map(column -> alter + "ALTER COLUMN " + Quoting.readable(column)
                        + " SET NOT NULL;   -- ddlguard checks the rows without stopping anybody\n")
                .collect(Collectors.joining(
                        "",
                        "In two migrations, so that the columns are NOT NULL when the second begins:\n",
                        alter + key.text() + ";"));
    }
}
