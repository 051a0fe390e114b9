package io.ddlguard.report;

/** Whoever listens to what the guard does. An implementation is thread-safe and never throws. */
@FunctionalInterface
public interface Reporter {

    void report(Event event);
}
