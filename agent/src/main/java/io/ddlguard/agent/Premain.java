package io.ddlguard.agent;

import io.ddlguard.guard.Settings;
import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/**
 * Installs the guard before {@code main}. A JVM that never loads pgjdbc gets one small transformer and nothing more.
 *
 * <p>Neither {@code java.util.logging} nor NIO channels nor JMX are touched here: the application may still choose its
 * own log manager, providers and platform server, which the first touch fixes for good. Lambdas and string
 * concatenation are left out of the way to a start without an error, because the first of each costs milliseconds.
 */
public final class Premain {

    private static Settings settings = Settings.NONE;

    private Premain() {}

    /** Called by the JVM, with the text after {@code -javaagent:ddlguard.jar=}. */
    public static void premain(@Nullable String argument, Instrumentation instrumentation) {
        try {
            settings = Settings.parse(argument);
        } catch (IllegalArgumentException e) {
            stop(e.getMessage());
        }
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            // A class that is loaded can no longer be given the fields that the guard needs.
            if (PgjdbcTransformer.isGuarded(loaded.getName())) {
                stop("ddlguard: " + loaded.getName()
                        + " was loaded before the agent, so it cannot be guarded. Name -javaagent:ddlguard.jar before the"
                        + " other agents.");
            }
        }
        // Not one that can retransform: what it did at load time is then kept when another agent retransforms the
        // class.
        instrumentation.addTransformer(new PgjdbcTransformer(instrumentation));
    }

    static Settings settings() {
        return settings;
    }

    private static void stop(@Nullable String message) {
        System.err.println(message);
        System.exit(2);
    }
}
