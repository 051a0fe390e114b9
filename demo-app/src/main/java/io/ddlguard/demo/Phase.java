package io.ddlguard.demo;

import io.ddlguard.testpostgres.LatencyTimeline.Point;
import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run of the application, measured. All times count from the start of the measurement.
 *
 * @param summary of the queries that were due from the deploy's start on; without a deploy, of all
 * @param report when the reporting transaction ran
 */
record Phase(
        String name,
        Duration length,
        Summary summary,
        List<Point> points,
        Span report,
        @Nullable Deployment deployment) {

    /** Of a phase that has one. */
    Deployment deployed() {
        return Objects.requireNonNull(deployment, "no deploy");
    }

    /**
     * What the deploy did.
     *
     * @param exitCode of the job
     * @param output of the job
     * @param migrations those that were applied, in order
     * @param arrived DDL that reached the server, from the server's own log
     */
    record Deployment(Span span, int exitCode, List<String> output, List<Migration> migrations, List<String> arrived) {}

    /** A migration that was applied. */
    record Migration(String version, String description, Span span) {}

    /** From, to. */
    record Span(Duration from, Duration to) {
        Duration length() {
            return to.minus(from);
        }
    }
}
