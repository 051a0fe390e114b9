package io.ddlguard.cli;

import io.ddlguard.journal.JournalRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is left to do, and changes nothing. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows what migrations have left to do after their commit. Changes nothing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing is left to do",
            "2:the arguments or the policy are wrong",
            "3:something is left to do",
            "4:the database cannot be reached or asked"
        })
final class StatusCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private final Target target;

    @Option(names = "--all", description = "Show what was done in the last 30 days, too.")
    private boolean all;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text (the default) for people, json for programs.")
    private Format format = Format.TEXT;

    @Spec
    private @Nullable CommandSpec spec;

    StatusCommand(UnaryOperator<@Nullable String> environment) {
        this.target = new Target(environment);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (Database database = Database.open(target, "ddlguard status")) {
            List<JournalRow> rows = database.guard().status(database.session()).stream()
                    .filter(row -> all || row.isOpen())
                    .toList();
            if (format == Format.JSON) {
                out.println(Listing.json(rows));
            } else {
                Listing.print(rows, database, out);
            }
            return rows.stream().anyMatch(Listing::isPending) ? Main.PENDING : 0;
        }
    }
}
