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
    static String inBatches(String command) {
        String table = command.replaceFirst("^(DELETE FROM|UPDATE) ", "").replaceFirst(" SET .*", "");
        // The condition twice: in a partitioned table, rows of two partitions can have the same ctid.
        return """
                In small batches, each a transaction of its own, while the application runs, until none is left:
                    %1$s WHERE <not done yet>
                        AND ctid = ANY (ARRAY(SELECT ctid FROM %2$s WHERE <not done yet> LIMIT 1000));
                """.formatted(command, table);
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
