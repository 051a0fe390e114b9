package io.ddlguard.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code java -jar ddlguard.jar}. Exit codes: 0 fine, 2 usage or policy, 3 work pending, 4 database.
 */
@Command(
        name = "ddlguard",
        description = {
            "Guards the PostgreSQL DDL that a JVM sends, as a Java agent:",
            "  java -javaagent:ddlguard.jar[=config=PATH,env=NAME,scope=deploy|always] -jar your-app.jar",
            "  JAVA_TOOL_OPTIONS=-javaagent:ddlguard.jar does the same for a tool that starts java itself.",
            "As a program it tells what deploys have left to do, and does it."
        },
        subcommands = {Status.class, Resume.class},
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        usageHelpWidth = 110,
        synopsisSubcommandLabel = "(status | resume)",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing is left to do",
            "2:the command line or the policy is wrong",
            "3:work is left",
            "4:the database could not be asked"
        })
public final class Main {

    static final int PENDING = 3;
    static final int DATABASE = 4;

    Main() {}

    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
        line.setExecutionExceptionHandler(Problem::explain);
        if (arguments.length == 0) {
            line.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        int code = line.execute(arguments);
        out.flush();
        return code;
    }

    /** As the jar's manifest says. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"ddlguard " + (version == null ? "unpackaged" : version)};
        }
    }
}
