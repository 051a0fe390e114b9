package io.ddlguard.testpostgres;

import java.time.Duration;
import java.util.Locale;

/** Durations as a reader wants them: three digits and the unit that fits. */
public final class Millis {

    private Millis() {}

    public static String of(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        if (millis < 999.5) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        }
        return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
