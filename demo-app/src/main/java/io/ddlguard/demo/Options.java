package io.ddlguard.demo;

import java.nio.file.Path;

/**
 * What the command line asks for.
 *
 * @param rows orders in the table that is deployed to
 * @param rate queries a second, whatever the database does
 * @param seconds length of the phase without a deploy; the other waits scale with it
 * @param agent the guard
 * @param report where the report is written
 */
record Options(int rows, int rate, int seconds, Path agent, Path report) {

    static final String USAGE = """
            Usage: ./demo [--rows N] [--rate N] [--seconds N] [--agent JAR] [--report FILE]

              --rows N       orders in the table, 1 to 50000000          (2000000)
              --rate N       queries a second, 1 to 10000                (400)
              --seconds N    length of the run without a deploy, 3 to 600 (15)
              --agent JAR    the guard                 (agent/target/ddlguard.jar)
              --report FILE  the report           (demo-app/target/report.html)
              --help         this text
            """;

    static Options parse(String... args) throws UsageException {
        int rows = 2_000_000;
        int rate = 400;
        int seconds = 15;
        Path agent = Path.of("agent/target/ddlguard.jar");
        Path report = Path.of("demo-app/target/report.html");
        for (int i = 0; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            String name = equals < 0 ? args[i] : args[i].substring(0, equals);
            if (!name.matches("--(rows|rate|seconds|agent|report)")) {
                throw new UsageException("unknown option '" + args[i] + "'");
            }
            if (equals < 0 && ++i == args.length) {
                throw new UsageException(name + " needs a value");
            }
            String value = equals < 0 ? args[i] : args[i].substring(equals + 1);
            switch (name) {
                case "--rows" -> rows = number(name, value, 1, 50_000_000);
                case "--rate" -> rate = number(name, value, 1, 10_000);
                case "--seconds" -> seconds = number(name, value, 3, 600);
                case "--agent" -> agent = path(name, value);
                default -> report = path(name, value);
            }
        }
        return new Options(rows, rate, seconds, agent, report);
    }

    private static int number(String name, String value, int least, int most) throws UsageException {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below with the range, like a number outside it.
        }
        throw new UsageException(name + " is a whole number from " + least + " to " + most + ", not '" + value + "'");
    }

    private static Path path(String name, String value) throws UsageException {
        if (value.isBlank()) {
            throw new UsageException(name + " needs the path of a file");
        }
        return Path.of(value);
    }

    /** The command line cannot be understood; the message says which part. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }
}
