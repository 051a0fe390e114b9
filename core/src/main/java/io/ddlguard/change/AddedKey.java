package io.ddlguard.change;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A constraint that lives in an index of its own.
 *
 * @param name null where PostgreSQL chooses it
 * @param columns its key; none for EXCLUDE, and where an index is given
 * @param including what its index holds beside the key
 * @param definition its index, as CREATE INDEX has it behind the table's name; empty where there is no such index
 * @param attributes when it is checked, as SQL with a blank before it; empty for at once
 * @param index the one that it is told to use; null where PostgreSQL builds one
 * @param column the ADD COLUMN that it stands in; null where it is a command of its own
 * @param only whether partitions are left out
 * @param text the command as it is written; an ADD COLUMN without it
 * @param touched the columns that other commands of the statement make, change or take away
 * @param dropped the constraints that other commands of the statement drop
 */
public record AddedKey(
        Kind kind,
        @Nullable String name,
        List<String> columns,
        List<String> including,
        String definition,
        String attributes,
        @Nullable String index,
        ColumnChange.@Nullable AddColumn column,
        boolean only,
        String text,
        Set<String> touched,
        Set<String> dropped) {

    /** Which constraint it is, in SQL's words. */
    public enum Kind {
        UNIQUE("key"),
        PRIMARY_KEY("pkey"),
        EXCLUDE("excl");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** What a name ends with that PostgreSQL chooses. */
        public String label() {
            return label;
        }

        @Override
        public String toString() {
            return name().replace('_', ' ');
        }
    }

    public AddedKey {
        columns = List.copyOf(columns);
        including = List.copyOf(including);
        touched = Set.copyOf(touched);
        dropped = Set.copyOf(dropped);
    }

    /** The same with a name that has been chosen for it. */
    public AddedKey named(String chosen) {
        return new AddedKey(
                kind, chosen, columns, including, definition, attributes, index, column, only, text, touched, dropped);
    }

    /** The names that PostgreSQL gives the columns of its index: a second one of the same name gets a number. */
    public List<String> indexColumnNames() {
        return IndexColumnNames.of(columns, including);
    }
}
