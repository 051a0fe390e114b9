package io.ddlguard.rule;

import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.util.Optional;

/**
 * VACUUM FULL writes the rows of a table into a new file under ACCESS EXCLUSIVE, and builds its indexes anew.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-vacuum.html">VACUUM</a>.
 */
final class VacuumFullRule extends NewFilesRule {

    @Override
    public String id() {
        return "vacuum-full";
    }

    @Override
    Optional<Maintenance> minded(Change change, boolean inTransaction) {
        // In a transaction the server refuses it, in its own words.
        return change instanceof Maintenance.VacuumFull vacuum && !inTransaction
                ? Optional.of(vacuum)
                : Optional.empty();
    }

    @Override
    String doing(String what) {
        return "run VACUUM FULL on " + what;
    }

    @Override
    String everything() {
        return "every table of this database";
    }

    @Override
    String instead(String table) {
        return """
                Plain VACUUM makes the room of dead rows usable again, and stops nobody:
                    VACUUM (ANALYZE) %1$s;
                If the file itself has to shrink, pg_repack and pg_squeeze do that while the application goes on, with a
                lock of a moment at the end:
                    pg_repack --table=%1$s
                Or choose a quiet time, and allow it by name.
                """.formatted(table);
    }
}
