package io.ddlguard.report;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells events to the application's SLF4J, logger {@code io.ddlguard}, where its class loader has one, and to standard
 * error where it has none; there progress is one line that changes if a person sits before it. SLF4J is looked up, not
 * linked: the agent must not bring a second copy of it.
 */
public final class Log implements Reporter {

    private volatile @Nullable Slf4j slf4j;
    private @Nullable LiveLine live;

    /** Until {@link #use} finds SLF4J, events go to standard error. */
    public Log() {}

    /** Looks for SLF4J where the application's driver came from. */
    public void use(@Nullable ClassLoader loader) {
        if (slf4j == null && loader != null) {
            slf4j = Slf4j.in(loader);
        }
    }

    @Override
    public void report(Event event) {
        String line = event.text();
        Slf4j found = slf4j;
        if (found == null || !found.log(event.level(), line)) {
            standardError().print("ddlguard " + event.level() + " " + line, event instanceof Event.Progress);
        }
    }

    /** Every second where it is one line, and else seldom enough for a file. */
    @Override
    public Duration progressEvery() {
        return slf4j == null && standardError().isTerminal() ? Duration.ofSeconds(1) : Reporter.super.progressEvery();
    }

    /** Not asked for before there is something to tell: an agent that starts a JVM must not touch the file system. */
    private synchronized LiveLine standardError() {
        if (live == null) {
            live = new LiveLine(System.err, LiveLine.isTerminal(2));
        }
        return live;
    }

    private record Slf4j(Object logger, MethodHandle info, MethodHandle warn, MethodHandle error) {

        static @Nullable Slf4j in(ClassLoader loader) {
            try {
                Class<?> factory = Class.forName("org.slf4j.LoggerFactory", true, loader);
                Class<?> loggerClass = Class.forName("org.slf4j.Logger", false, loader);
                Object logger = factory.getMethod("getLogger", String.class).invoke(null, "io.ddlguard");
                if (logger.getClass().getName().startsWith("org.slf4j.helpers.NOP")) {
                    // Nobody would read it.
                    return null;
                }
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                MethodType type = MethodType.methodType(void.class, String.class);
                return new Slf4j(
                        logger,
                        lookup.findVirtual(loggerClass, "info", type),
                        lookup.findVirtual(loggerClass, "warn", type),
                        lookup.findVirtual(loggerClass, "error", type));
            } catch (ReflectiveOperationException | LinkageError e) {
                return null;
            }
        }

        boolean log(Event.Level level, String line) {
            try {
                switch (level) {
                    case INFO -> info.invoke(logger, line);
                    case WARN -> warn.invoke(logger, line);
                    case ERROR -> error.invoke(logger, line);
                }
                return true;
            } catch (Throwable e) {
                // A logging framework that is shutting down must not stop a deploy.
                return false;
            }
        }
    }
}
