package io.ddlguard.cli;

import io.ddlguard.guard.Guard;
import io.ddlguard.journal.JournalRow;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the journal and changes nothing. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells what deploys of this role have left to do after their commits. Changes nothing.")
final class Status implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private Database database = new Database();

    @Option(names = "--all", description = "what is done, too: it is kept for 30 days")
    private boolean all;

    @Override
    public Integer call() throws SQLException {
        List<JournalRow> rows = database.ask(Guard::status);
        List<JournalRow> open = rows.stream().filter(JournalRow::isOpen).toList();
        Objects.requireNonNull(command).commandLine().getOut().print(RowTable.of(all ? rows : open));
        return open.isEmpty() ? 0 : Main.PENDING;
    }
}
