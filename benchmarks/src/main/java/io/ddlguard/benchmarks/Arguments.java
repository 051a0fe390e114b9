package io.ddlguard.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of a benchmark as the command line gives them: {@code --name value}. */
final class Arguments {

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private final Map<String, String> values = new HashMap<>();

    /** @param names the options that there are, without their dashes */
    Arguments(List<String> arguments, List<String> names) throws UsageException {
        for (int i = 0; i < arguments.size(); i += 2) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--") || !names.contains(argument.substring(2))) {
                throw new UsageException("unknown option '" + argument + "'");
            }
            if (i + 1 == arguments.size()) {
                throw new UsageException(argument + " needs a value");
            }
            values.put(argument.substring(2), arguments.get(i + 1));
        }
    }

    int number(String name, int otherwise) throws UsageException {
        String value = values.getOrDefault(name, String.valueOf(otherwise));
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw new UsageException("--" + name + " is a whole number from 1 to 999999, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    Duration time(String name, Duration otherwise) throws UsageException {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw new UsageException("--" + name + " is a time such as 500ms, 30s or 2m, not '" + value + "'");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }

    Path file(String name, String otherwise) {
        return Path.of(values.getOrDefault(name, otherwise));
    }

    /** The command line cannot be understood; the message says which part. */
    static final class UsageException extends Exception {
        UsageException(String message) {
            super(message);
        }
    }
}
