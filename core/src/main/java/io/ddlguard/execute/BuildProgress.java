package io.ddlguard.execute;

import io.ddlguard.report.Event;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far a build has come, from one look at {@code pg_stat_progress_create_index} to the next. Used by one thread. */
final class BuildProgress {

    private final String what;
    private final long began;
    private String phase = "";
    private long phaseSeenAt;
    private double shareThen;

    BuildProgress(String what, long began) {
        this.what = what;
        this.began = began;
    }

    /**
     * @param total blocks or tuples of the phase; zero where it counts none
     * @param now in {@link System#nanoTime}
     */
    Event.Progress at(String phaseNow, long total, long done, long now) {
        double share = total == 0 ? 0 : Math.min(1, (double) done / total);
        if (!phaseNow.equals(phase)) {
            phase = phaseNow;
            phaseSeenAt = now;
            shareThen = share;
        }
        String percent = total == 0 ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * share);
        return new Event.Progress(what, phaseNow, percent, left(share, now), Duration.ofNanos(now - began));
    }

    /** At the pace since the phase was first seen; null where there is none yet. */
    private @Nullable Duration left(double share, long now) {
        double come = share - shareThen;
        return come <= 0 ? null : Duration.ofNanos((long) ((now - phaseSeenAt) / come * (1 - share)));
    }
}
