package io.ddlguard.policy;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and counts as the policy writes them. */
final class Quantity {

    static final Pattern DURATION = Pattern.compile("([0-9]{1,8})(ms|s|m|h)");
    static final String DURATION_FORM = "a duration such as 500ms, 10s, 5m or 1h, from 1ms to 24h";

    static final Pattern SIZE = Pattern.compile("0|([0-9]{1,9})(B|kB|KB|MB|GB)");
    static final String SIZE_FORM = "a size such as 512kB, 1MB or 2GB, or 0";

    static final int MOST = 100_000;
    static final String COUNT_FORM = "a whole number from 1 to " + MOST;

    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,5}");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Quantity() {}

    /** Never zero, because to PostgreSQL a timeout of zero means none at all. */
    static Optional<Duration> duration(String text) {
        Matcher form = DURATION.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(form.group(1));
        Duration duration =
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    default -> Duration.ofHours(amount);
                };
        return Optional.of(duration).filter(d -> !d.isZero() && d.compareTo(LONGEST) <= 0);
    }

    static Optional<Integer> count(String text) {
        return Optional.of(text)
                .filter(number -> COUNT.matcher(number).matches())
                .map(Integer::valueOf)
                .filter(number -> number <= MOST);
    }

    /** In bytes. A kB is 1024 of them, as in PostgreSQL's own settings and {@code pg_size_pretty}. */
    static Optional<Long> size(String text) {
        Matcher form = SIZE.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        if (form.group(1) == null) {
            return Optional.of(0L);
        }
        long amount = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "B" -> amount;
                    case "kB", "KB" -> amount << 10;
                    case "MB" -> amount << 20;
                    default -> amount << 30;
                });
    }
}
