package io.ddlguard.rule;

import io.ddlguard.catalog.Relation;
import io.ddlguard.sql.Quoting;
import java.util.List;

/** What a refusal of several rules tells a person to do. */
final class Instead {

    private Instead() {}

    /** Where a table cannot be made over while it is used. */
    static String anotherTable(Relation table, String before, String after) {
        String other = Quoting.readable(table.schema()) + "." + Quoting.readable(table.name() + "_new");
        return """
                Let a table that is so from the start take over, one deploy each:
                    1. CREATE %3$sTABLE %2$s (LIKE %1$s INCLUDING ALL)%4$s;   -- code writes both
                    2. copy the older rows in small batches
                    3. code reads and writes %2$s only
                Or choose a quiet time, and allow it by name.
                """.formatted(table, other, before, after);
    }

    /** @param command without its condition */
    static String inBatches(String command, Relation table) {
        return """
                In small batches, each a transaction of its own, while the application runs, until none is left:
                %s""".formatted(batch(command, table, "<not done yet>"));
    }

    /** One batch of a command of rows. */
    static String batch(String command, Relation table, String condition) {
        // The condition twice: in a partitioned table, rows of two partitions can have the same ctid.
        return """
                    %1$s WHERE %3$s
                        AND ctid = ANY (ARRAY(SELECT ctid FROM %2$s WHERE %3$s LIMIT 1000));
                """.formatted(command, table, condition);
    }

    /**
     * Where the index of a constraint can be built only under its lock.
     *
     * @param command what adds it
     */
    static String aTableThatHasIt(Relation table, String command) {
        return """
                Nothing builds such a constraint beside running code. Either let it stop the table for as long as it
                takes, in a quiet hour and allowed by name; or fill a table that has it from the start:
                    CREATE TABLE <new> (LIKE %1$s INCLUDING ALL);
                    ALTER TABLE <new> %2$s;   -- of an empty table
                    CREATE TRIGGER <name> AFTER INSERT OR UPDATE OR DELETE ON %1$s <that writes to the new one too>;
                    INSERT INTO <new> SELECT * FROM %1$s WHERE <condition>;   -- in small batches
                    ALTER TABLE %1$s RENAME TO <old>;   -- with the next in one transaction, allowed by name
                    ALTER TABLE <new> RENAME TO <name>;
                """.formatted(table, command);
    }

    /** For commands that PostgreSQL refuses in a transaction block. */
    static String outsideATransaction(List<String> commands) {
        StringBuilder text = new StringBuilder("""
                In a migration of its own that does not run in a transaction (Flyway: executeInTransaction=false in
                the script's .conf; Liquibase: runInTransaction="false"):
                """);
        commands.forEach(command -> text.append("    ").append(command).append(";\n"));
        return text.toString();
    }
}
