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
import picocli.CommandLine.Spec;

/** Does what is left, as the next deploy would. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Does what deploys of this role have left to do, and drops what those that died have left behind."
                + " Safe to run at any time, also beside a deploy.")
final class Resume implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private Database database = new Database();

    @Override
    public Integer call() throws SQLException {
        List<JournalRow> left = database.ask(Guard::resume);
        Objects.requireNonNull(command).commandLine().getOut().print(RowTable.of(left));
        return left.isEmpty() ? 0 : Main.PENDING;
    }
}
