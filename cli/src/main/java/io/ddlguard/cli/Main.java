package io.ddlguard.cli;

import io.ddlguard.guard.Guard;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code java -jar ddlguard.jar}. */
@Command(
        name = "ddlguard",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "status|resume",
        description = "Shows and does what migrations have left to do after their commit.",
        footer = {
            "",
            "To guard a deploy, the same jar is a Java agent:",
            "  java -javaagent:ddlguard.jar[=config=PATH,env=NAME,scope=deploy|always] -jar your-app.jar"
        })
public final class Main implements Callable<Integer> {

    static final int PENDING = 3;

    private static final int USAGE = 2;
    private static final int DATABASE = 4;

    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger DRIVERS_LOG = Logger.getLogger("org.postgresql");

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(
                run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), System::getenv, arguments));
    }

    /** @return the exit code */
    static int run(PrintWriter out, PrintWriter err, UnaryOperator<@Nullable String> environment, String... arguments) {
        // It logs what it cannot read of a URL, and that may be a password.
        DRIVERS_LOG.setLevel(Level.OFF);
        return new CommandLine(new Main())
                .addSubcommand(new StatusCommand(environment))
                .addSubcommand(new ResumeCommand(environment))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler(Main::failed)
                .execute(arguments);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return USAGE;
    }

    private static int misused(ParameterException error, String[] arguments) {
        CommandLine line = error.getCommandLine();
        line.getErr().println("ddlguard: " + Secrets.hide(String.valueOf(error.getMessage())));
        line.getErr()
                .println("Try: java -jar ddlguard.jar " + (line.getParent() == null ? "" : line.getCommandName() + " ")
                        + "--help");
        return USAGE;
    }

    private static int failed(Exception error, CommandLine line, ParseResult parsed) throws Exception {
        if (error instanceof IOException) {
            line.getErr()
                    .println("ddlguard: the driver in this jar cannot be unpacked (" + error
                            + "). Name a directory for it: java -Djava.io.tmpdir=DIRECTORY -jar ddlguard.jar");
            return DATABASE;
        }
        if (!(error instanceof SQLException sql)) {
            throw error;
        }
        String message = Secrets.hide(String.valueOf(error.getMessage()));
        if (Guard.BAD_POLICY.equals(sql.getSQLState())) {
            // One line for each problem of the policy.
            line.getErr().println("ddlguard: " + message);
            return USAGE;
        }
        line.getErr()
                .println("ddlguard: "
                        + String.join(" ", message.lines().map(String::strip).toList()));
        return DATABASE;
    }
}
