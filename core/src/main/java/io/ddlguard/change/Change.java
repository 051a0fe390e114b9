package io.ddlguard.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a statement changes. A statement may change several: each sub-command of an ALTER TABLE is one. */
public sealed interface Change
        permits AllRows,
                ColumnChange,
                ConstraintChange,
                Change.AlterRelation,
                Change.CreateIndex,
                Change.CreateRelation,
                Change.DropIndex,
                Change.DropTable,
                Change.DynamicSql,
                Change.LockTable,
                Change.Other,
                Change.Reindex,
                Change.RenameTable,
                Change.SearchPath,
                Change.SetSchema,
                Change.TransactionControl,
                Change.Truncate,
                Maintenance,
                ObjectChange,
                Removal {

    /** The names that a server of a version ({@code server_version_num}) gives the columns of an index. */
    @FunctionalInterface
    interface ColumnNames {
        List<String> on(int version);
    }

    /** The existing relations that the change is about; empty where it takes no lock that could stop anybody. */
    List<RelationName> relations();

    /** The locks that it takes on relations which are there, where all of PostgreSQL 13 to 18 take them. */
    default List<Lock> locks() {
        return ChangeLocks.of(this);
    }

    /** The part of the text that says it, where something else can stand in its place alone; null: the statement. */
    default @Nullable Span span() {
        return null;
    }

    /**
     * CREATE INDEX.
     *
     * @param name null where PostgreSQL chooses it
     * @param columnNames what PostgreSQL would make such a name from
     * @param plainColumns its key, where that is columns and nothing else, over all rows; else empty
     * @param definition the statement's text after the table's name
     */
    record CreateIndex(
            RelationName table,
            @Nullable String name,
            boolean unique,
            boolean concurrently,
            boolean ifNotExists,
            boolean only,
            ColumnNames columnNames,
            List<String> plainColumns,
            String definition)
            implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /** DROP INDEX, of one or more that go together or not at all. */
    record DropIndex(List<RelationName> indexes, boolean concurrently, boolean ifExists, boolean cascade)
            implements Change {
        @Override
        public List<RelationName> relations() {
            return indexes;
        }
    }

    /**
     * REINDEX.
     *
     * @param relation null for a schema, a database, the system catalogs
     * @param options what it is told beside CONCURRENTLY, as SQL, or empty
     */
    record Reindex(
            Target target,
            @Nullable RelationName relation,
            @Nullable String name,
            boolean concurrently,
            String options) implements Change {

        public enum Target {
            INDEX,
            TABLE,
            SCHEMA,
            DATABASE,
            SYSTEM
        }

        @Override
        public List<RelationName> relations() {
            return relation == null ? List.of() : List.of(relation);
        }
    }

    /** DROP TABLE of one table: a statement that names several is several changes, each to be allowed by its name. */
    record DropTable(RelationName table, boolean cascade) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /** TRUNCATE of one table; of several, as {@link DropTable}. */
    record Truncate(RelationName table, boolean cascade) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    record RenameTable(RelationName table, String to) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /**
     * A table, view or sequence made here: what follows in the same text may name it before the server knows it.
     *
     * @param ifNotExists it may be there already
     * @param temporary its name may mean another table all the same, where the search path puts pg_temp last
     * @param copied the tables that it is made like
     * @param locks on the tables that it refers to, is a part of or inherits from
     */
    record CreateRelation(
            RelationName relation, boolean ifNotExists, boolean temporary, List<RelationName> copied, List<Lock> locks)
            implements Change {

        public CreateRelation {
            copied = List.copyOf(copied);
        }

        @Override
        public List<RelationName> relations() {
            return List.of();
        }
    }

    /**
     * LOCK TABLE of one table: until the transaction ends, the others have it not. A statement that names several is
     * several changes.
     */
    record LockTable(
            RelationName table, LockMode mode, @Override List<Lock> locks) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(table);
        }
    }

    /** A relation gets another schema: code that names the old one breaks, and later names may mean this one. */
    record SetSchema(RelationName relation, String to) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(relation);
        }
    }

    /** Any other change of an existing relation: no rule looks at it, but its lock is taken politely. */
    record AlterRelation(RelationName relation, List<Lock> locks) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of(relation);
        }
    }

    /** From here on an unqualified name may mean another relation: the search path changes. */
    record SearchPath() implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of();
        }
    }

    /** BEGIN, COMMIT, ROLLBACK and their like in a text or a body. */
    record TransactionControl() implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of();
        }
    }

    /**
     * SQL that stands nowhere in the text: nobody can read it before it runs.
     *
     * @param line in the body that runs it
     */
    record DynamicSql(int line, Kind kind) implements Change {

        /** What runs it. */
        public enum Kind {
            EXECUTE,
            CALL,
            /** The body is in another language than PL/pgSQL. */
            OTHER_LANGUAGE,
            /** PL/pgSQL takes it, the grammar of SQL does not. */
            UNREADABLE
        }

        @Override
        public List<RelationName> relations() {
            return List.of();
        }
    }

    /**
     * A statement that no rule looks at.
     *
     * @param node its name in PostgreSQL's grammar
     */
    record Other(String node) implements Change {
        @Override
        public List<RelationName> relations() {
            return List.of();
        }
    }
}
