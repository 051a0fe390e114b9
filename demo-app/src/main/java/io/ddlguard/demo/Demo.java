package io.ddlguard.demo;

import io.ddlguard.demo.Options.UsageException;
import io.ddlguard.testpostgres.SchemaPrint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The main job of ddlguard, shown: an application under load, and the same deploy beside it, raw and guarded.
 *
 * <p>Ends with 0 if the guarded deploy kept to {@link Comparison#STALL_BUDGET} and all else went as it should, 1 if not,
 * 2 if the command line cannot be understood.
 */
final class Demo {

    private static final int PROGRESS_EVERY = 500_000;

    private final Options options;
    private final Console console;

    private Demo(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    public static void main(String... args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Answers the exit code. */
    static int run(PrintStream out, PrintStream err, String... args) {
        if (Arrays.asList(args).contains("--help")) {
            out.print(Options.USAGE);
            return 0;
        }
        try {
            Options options = Options.parse(args);
            if (!Files.isRegularFile(options.agent())) {
                err.println("There is no guard at " + options.agent().toAbsolutePath()
                        + ", and the demo does not pass off an unguarded deploy as a guarded one.\n"
                        + "Build it with: mvn -pl agent -am -DskipTests package, or name it with --agent.");
                return 1;
            }
            return new Demo(options, new Console(out)).run();
        } catch (UsageException e) {
            err.println(e.getMessage() + "\n\n" + Options.USAGE);
            return 2;
        } catch (IOException | SQLException | RuntimeException e) {
            err.println("The demo could not go on.");
            e.printStackTrace(err);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int run() throws SQLException, IOException, InterruptedException {
        console.step("starting PostgreSQL");
        Path target = Files.createDirectories(options.report().toAbsolutePath().getParent());
        try (DemoServer server = DemoServer.start(Files.createTempDirectory(target, "server-"))) {
            console.step("PostgreSQL " + server.version() + " is up");
            fill(server);
            Results results = measure(server);
            new HtmlReport(results).write(options.report());
            console.text("\n" + results.comparison().table());
            console.text(results.verdict());
            console.text("The report: " + options.report());
            return results.complaints().isEmpty() ? 0 : 1;
        }
    }

    private void fill(DemoServer server) throws SQLException {
        console.step(String.format(Locale.ROOT, "filling the shop with %,d orders", options.rows()));
        Shop.build(server, options.rows(), filled -> {
            if (filled % PROGRESS_EVERY == 0 || filled == options.rows()) {
                console.step(String.format(Locale.ROOT, "        %,d orders", filled));
            }
        });
    }

    private Results measure(DemoServer server) throws SQLException, IOException, InterruptedException {
        PhaseRunner runner = new PhaseRunner(server, options, console);
        Phase quiet = runner.quiet("no deploy", "quiet");
        server.drop("quiet");
        Phase raw = runner.deploying("raw deploy", "raw", null);
        List<String> rawSchema = SchemaPrint.of(server.url("raw", "postgres"));
        server.drop("raw");
        Phase guarded = runner.deploying("guarded deploy", "guarded", options.agent());
        List<String> differences =
                SchemaPrint.differences(rawSchema, SchemaPrint.of(server.url("guarded", "postgres")));
        console.step("guarded deploy of a migration that is refused: " + Refusal.MIGRATION);
        Refusal refusal = Refusal.of(server, "guarded", options.agent(), console);
        return new Results(options, server.version(), quiet, raw, guarded, differences, refusal);
    }
}
