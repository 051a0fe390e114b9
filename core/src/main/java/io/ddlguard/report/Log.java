package io.ddlguard.report;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Tells events to the application's SLF4J, logger {@code io.ddlguard}, where its class loader has one, and to standard
 * error where it has none. SLF4J is looked up, not linked: the agent must not bring a second copy of it.
 */
public final class Log implements Reporter {

    private volatile @Nullable Slf4j slf4j;

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
            System.err.println("ddlguard " + event.level() + " " + line);
        }
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
