package io.ddlguard.rule;

import io.ddlguard.catalog.Relation;

/** What to do about a constraint whose index can be built only under its lock. */
final class ExclusionInstead {

    private ExclusionInstead() {}

    /** @param command what adds it */
    static String newTable(Relation table, String command) {
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
}
