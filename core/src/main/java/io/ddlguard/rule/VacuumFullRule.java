package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * VACUUM FULL writes the rows of a table into a new file under ACCESS EXCLUSIVE, and builds its indexes anew.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-vacuum.html">VACUUM</a>.
 */
final class VacuumFullRule implements Rule {

    @Override
    public String id() {
        return "vacuum-full";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        // In a transaction the server refuses it, in its own words.
        if (!(change instanceof Maintenance.VacuumFull vacuum)
                || facts.context().inTransaction()) {
            return Optional.empty();
        }
        if (vacuum.relation().isEmpty()) {
            return Optional.of(Finding.harmful(
                    this,
                    List.of("*"),
                    "run VACUUM FULL on every table of this database",
                    "It takes ACCESS EXCLUSIVE on each table in turn and writes it and its indexes anew: reads and writes"
                            + " of it wait meanwhile.",
                    instead("<table>")));
        }
        Optional<HotTable> found = HotTable.find(facts, vacuum.relation().get());
        if (found.isEmpty() || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                "run VACUUM FULL on " + table.relation(),
                table.stoppedWhile("writes the table and its indexes anew"),
                instead(table.relation().toString())));
    }

    private static String instead(String table) {
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
