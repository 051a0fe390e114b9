package io.ddlguard.demo;

import io.ddlguard.testpostgres.LatencyTimeline;
import io.ddlguard.testpostgres.LatencyTimeline.Tick;
import io.ddlguard.testpostgres.Millis;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What the user sees while the demo runs. Thread-safe, line by line. */
final class Console {

    private final PrintStream out;
    private final long started = System.nanoTime();

    Console(PrintStream out) {
        this.out = out;
    }

    /** A line with the time since the demo started. */
    void step(String text) {
        double seconds = (System.nanoTime() - started) / 1e9;
        out.println(String.format(Locale.ROOT, "%6.1f s  %s", seconds, text));
    }

    /** A line that the deploy job printed. */
    void job(String line) {
        out.println("          job | " + line);
    }

    void text(String text) {
        out.println(text);
    }

    /** Tells every second, until closed, how the application fares. */
    Ticker everySecond(LatencyTimeline timeline) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(() -> tell(timeline.tick()), 1, 1, TimeUnit.SECONDS);
        return clock::shutdownNow;
    }

    private void tell(Tick tick) {
        if (tick.answered() + tick.failed() == 0) {
            step("        no query answered");
        } else {
            step(String.format(
                    Locale.ROOT,
                    "        %5d queries answered, worst %s%s",
                    tick.answered(),
                    Millis.of(tick.worst()),
                    tick.failed() == 0 ? "" : ", " + tick.failed() + " failed"));
        }
    }

    /** Stops telling. */
    interface Ticker extends AutoCloseable {
        @Override
        void close();
    }
}
