package io.ddlguard.benchmarks;

import io.ddlguard.benchmarks.Arguments.UsageException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The command line of {@code ./bench}. */
public final class Bench {

    private static final String USAGE = """
            Usage: ./bench BENCHMARK [OPTION VALUE]...

            fresh-database: what the guard costs where it has nothing to do, beside a raw deploy
              --migrations N  in the history that is deployed               (300)
              --rounds N      of each deploy                                (5)
              --seed N        of the history                                (1)

            availability: what an application suffers while a column is added, raw, with a fixed
            lock_timeout and with the guard
              --holder TIME   how long a transaction holds the table: 30s   (30s)
              --tries N       columns that are added with no such holder    (100)
              --picture FILE  latency over time     (benchmarks/target/availability.svg)
            """;

    private Bench() {}

    public static void main(String... arguments) throws Exception {
        List<String> all = Arrays.asList(arguments);
        if (all.contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        try {
            run(all.isEmpty() ? "" : all.get(0), all.subList(Math.min(1, all.size()), all.size()));
        } catch (UsageException e) {
            System.err.print("bench: " + e.getMessage() + "\n\n" + USAGE);
            System.exit(2);
        }
    }

    private static void run(String benchmark, List<String> options) throws Exception {
        switch (benchmark) {
            case "fresh-database" -> {
                Arguments arguments = new Arguments(options, List.of("migrations", "rounds", "seed"));
                FreshDatabase.run(
                        arguments.number("migrations", 300),
                        arguments.number("rounds", 5),
                        arguments.number("seed", 1));
            }
            case "availability" -> {
                Arguments arguments = new Arguments(options, List.of("holder", "tries", "picture"));
                Availability.run(
                        arguments.time("holder", Duration.ofSeconds(30)),
                        arguments.number("tries", 100),
                        arguments.file("picture", "benchmarks/target/availability.svg"));
            }
            default ->
                throw new UsageException(
                        benchmark.isEmpty() ? "which benchmark?" : "unknown benchmark '" + benchmark + "'");
        }
    }
}
