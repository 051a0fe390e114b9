package io.ddlguard.change;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change of one column, as a command of an ALTER TABLE or by RENAME. */
public sealed interface ColumnChange extends Change {

    /**
     * ADD COLUMN.
     *
     * @param notNull a primary key is, too
     * @param filled what gives the rows that are there a value
     * @param computed its default as it is written, where that may differ from row to row; else null
     * @param referenced the tables that its foreign keys refer to
     * @param text the command as it is written
     */
    record AddColumn(
            RelationName table,
            String column,
            String type,
            boolean notNull,
            boolean primaryKey,
            Filled filled,
            @Nullable String computed,
            boolean ifNotExists,
            List<RelationName> referenced,
            String text)
            implements ColumnChange {

        /** What gives the rows that are there a value. */
        public enum Filled {
            NOT,
            DEFAULT,
            SERIAL,
            IDENTITY,
            STORED,
            /** Computed when it is read (PostgreSQL 18). */
            VIRTUAL
        }

        /** Whether the rows that are there get a value. */
        public boolean isFilled() {
            return filled != Filled.NOT;
        }

        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    record DropColumn(RelationName table, String column, boolean cascade) implements ColumnChange {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /**
     * ALTER COLUMN … TYPE.
     *
     * @param type as it is written
     * @param using the expression that makes the new value of the old one; null where a cast does
     * @param text the command as it is written
     * @param commands all commands of its statement, which is text itself where it is the only one
     */
    record AlterColumnType(
            RelationName table,
            String column,
            String type,
            @Nullable String using,
            String text,
            String commands,
            Span span)
            implements ColumnChange {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /**
     * ALTER COLUMN … SET NOT NULL.
     *
     * @param only not for the tables that inherit
     * @param commands all commands of its statement, of which one may cost it what spares it its scan
     * @param notValid as of {@link ConstraintChange.AddConstraint}
     * @param notValidUnnamed as of {@link ConstraintChange.AddConstraint}
     */
    record SetNotNull(
            RelationName table,
            String column,
            boolean only,
            String commands,
            Span span,
            Set<String> notValid,
            boolean notValidUnnamed)
            implements ColumnChange {

        public SetNotNull {
            notValid = Set.copyOf(notValid);
        }

        public boolean isAlone() {
            return commands.length() == span.end() - span.start();
        }

        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    record DropNotNull(RelationName table, String column) implements ColumnChange {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    record RenameColumn(RelationName table, String column, String to) implements ColumnChange {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }
}
