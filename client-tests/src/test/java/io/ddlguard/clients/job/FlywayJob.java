package io.ddlguard.clients.job;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Flyway as its command line has it: settings {@code flyway.key=value}, then commands. 1 where one failed. */
public final class FlywayJob {

    private FlywayJob() {}

    public static void main(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        Arrays.stream(arguments)
                .filter(argument -> argument.startsWith("flyway."))
                .map(argument -> argument.split("=", 2))
                .forEach(setting -> settings.put(setting[0], setting[1]));
        Flyway flyway = Flyway.configure().configuration(settings).load();
        try {
            Arrays.stream(arguments)
                    .filter(argument -> !argument.startsWith("flyway."))
                    .forEach(command -> run(flyway, command));
        } catch (RuntimeException e) {
            System.out.println("failed " + sqlState(e));
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Flyway flyway, String command) {
        switch (command) {
            case "baseline" -> flyway.baseline();
            case "migrate" -> flyway.migrate();
            case "repair" -> flyway.repair();
            case "validate" -> flyway.validate();
            default -> throw new IllegalArgumentException(command);
        }
    }

    private static @Nullable String sqlState(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
