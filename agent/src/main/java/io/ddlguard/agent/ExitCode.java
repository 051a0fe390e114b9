package io.ddlguard.agent;

import io.ddlguard.guard.Guard;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the JVM with an exit code of its own where a deploy has left work undone. Only a halt in a shutdown hook can do
 * that, so the hook first waits, for a while, until everything else has ended.
 */
final class ExitCode {

    static final int WORK_PENDING = 3;

    private static final long PATIENCE_MILLIS = 10_000;

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private ExitCode() {}

    static void watch(Guard guard) {
        if (INSTALLED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> halt(guard), "ddlguard-exit"));
        }
    }

    private static void halt(Guard guard) {
        if (!guard.wantsToExit()) {
            return;
        }
        try {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (othersWork() && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("ddlguard ERROR work is left for after a commit: exit code " + WORK_PENDING
                + ". See the log," + " and ddlguard status.");
        Runtime.getRuntime().halt(WORK_PENDING);
    }

    /** Whoever called System.exit never comes back, and is not waited for. */
    private static boolean othersWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(other -> other.getKey() != Thread.currentThread())
                .filter(other -> !other.getKey().isDaemon())
                .filter(other -> !other.getKey().getName().equals("DestroyJavaVM"))
                .anyMatch(other -> java.util.Arrays.stream(other.getValue())
                        .noneMatch(frame -> frame.getClassName().equals("java.lang.Shutdown")));
    }
}
