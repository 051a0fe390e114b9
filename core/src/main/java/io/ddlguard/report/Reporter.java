package io.ddlguard.report;

import java.time.Duration;

/** Whoever listens to what the guard does. An implementation is thread-safe and never throws. */
@FunctionalInterface
public interface Reporter {

    void report(Event event);

    /** How often it wants to hear of {@link Event.Progress}. */
    default Duration progressEvery() {
        return Duration.ofSeconds(5);
    }
}
