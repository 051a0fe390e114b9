package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What puts the rows of a table, or of one table after the other, into new files: CLUSTER and VACUUM FULL. */
abstract class NewFilesRule implements Rule {

    @Override
    public boolean rewrites() {
        return false;
    }

    /** The change as the one that this rule looks at; empty where it is another, or the server refuses it here. */
    abstract Optional<Maintenance> minded(Change change, boolean inTransaction);

    /** @param what the name of a table, or what all of them are */
    abstract String doing(String what);

    /** All that it treats where no table is named. */
    abstract String everything();

    abstract String instead(String table);

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        Optional<Maintenance> minded = minded(change, facts.context().inTransaction());
        if (minded.isEmpty()) {
            return Optional.empty();
        }
        if (minded.get().relation().isEmpty()) {
            return Optional.of(Finding.harmful(
                    this,
                    List.of("*"),
                    doing(everything()),
                    "It takes ACCESS EXCLUSIVE on each table in turn and writes it and its indexes anew: reads and writes"
                            + " of it wait meanwhile.",
                    instead("<table>")));
        }
        Optional<HotTable> found = HotTable.find(facts, minded.get().relation().get());
        if (found.isEmpty() || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        String name = table.relation().toString();
        return Optional.of(Finding.harmful(
                this,
                table.object(),
                doing(name),
                table.stoppedWhile("writes the table and its indexes anew"),
                instead(name)));
    }
}
