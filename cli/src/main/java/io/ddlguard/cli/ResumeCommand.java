package io.ddlguard.cli;

import io.ddlguard.journal.JournalRow;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Does what is left to do, without a deploy. What happens meanwhile goes to standard error, as in a deploy's log. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Does what migrations have left to do after their commit, as the next deploy would.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is done",
            "2:the arguments or the policy are wrong",
            "3:something is still left to do",
            "4:the database cannot be reached or asked"
        })
final class ResumeCommand implements Callable<Integer> {

    @Mixin
    private final Target target;

    @Spec
    private @Nullable CommandSpec spec;

    ResumeCommand(UnaryOperator<@Nullable String> environment) {
        this.target = new Target(environment);
    }

    @Override
    public Integer call() throws Exception {
        try (Database database = Database.open(target, "ddlguard resume")) {
            List<JournalRow> left = database.guard().resume(database.session());
            Listing.print(
                    left, database, Objects.requireNonNull(spec).commandLine().getOut());
            return left.stream().anyMatch(Listing::isPending) ? Main.PENDING : 0;
        }
    }
}
