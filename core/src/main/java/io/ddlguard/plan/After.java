package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import io.ddlguard.sql.Quoting;
import java.util.Optional;
import java.util.Set;

/**
 * What is left to do when the caller's transaction has committed. It is kept as a row that this transaction writes, so
 * that it is to be done exactly if the transaction committed. The row is typed: nobody runs SQL that stands in a table.
 */
public sealed interface After {

    /** The table that it is about. */
    Relation table();

    /** In words, for the log. */
    String described();

    /**
     * An index to be built CONCURRENTLY under a private name, and then renamed.
     *
     * @param id sixteen hexadecimal digits: of its row, and in the private name
     * @param name the name that it gets
     * @param definition the statement's text after the table's name
     */
    record BuildIndex(String id, Relation table, String name, boolean unique, String definition)
            implements After, Held {

        @Override
        public Optional<BuildIndex> index() {
            return Optional.of(this);
        }

        @Override
        public String described() {
            return "build the index concurrently as " + Quoting.identifier(name);
        }
    }

    /**
     * UNIQUE or a primary key to be added, by an index that is built CONCURRENTLY under a private name first.
     *
     * @param id as of {@link BuildIndex}
     * @param name the constraint's
     * @param definition what the statement adds, as it is written
     */
    record AddKey(String id, Relation table, String name, String definition) implements After {

        @Override
        public String described() {
            return "build the index concurrently, ADD CONSTRAINT " + Quoting.identifier(name) + " … USING INDEX";
        }
    }

    /**
     * Whatever constraints of the table the statement leaves NOT VALID are to be validated.
     *
     * @param except the names of those that the statement itself says are to stay so
     */
    record Validate(Relation table, Set<String> except) implements After {
        public Validate {
            except = Set.copyOf(except);
        }

        @Override
        public String described() {
            return "VALIDATE CONSTRAINT";
        }
    }

    /**
     * A column to be made NOT NULL with the help of a CHECK, which goes then.
     *
     * @param id as of {@link BuildIndex}
     * @param check the name of the CHECK, which the statement adds NOT VALID
     */
    record SetNotNull(String id, Relation table, String column, String check) implements After {

        @Override
        public String described() {
            return "VALIDATE CONSTRAINT, ALTER COLUMN " + Quoting.identifier(column) + " SET NOT NULL, DROP CONSTRAINT";
        }
    }

    /**
     * An index to be dropped CONCURRENTLY, which the statement has given a private name.
     *
     * @param id as of {@link BuildIndex}
     */
    record DropIndex(String id, Relation table, Relation index) implements After {

        @Override
        public String described() {
            return "DROP INDEX CONCURRENTLY";
        }
    }
}
