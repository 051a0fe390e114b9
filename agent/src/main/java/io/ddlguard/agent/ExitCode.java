package io.ddlguard.agent;

import io.ddlguard.guard.Guard;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends the JVM with an exit code of its own where a deploy has left work undone. Only a halt in a shutdown hook can do
 * that, so the hook first waits, for a while, until everything else has ended.
 */
final class ExitCode {

    static final int WORK_PENDING = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private ExitCode() {}

    static void watch(Guard guard) {
        if (INSTALLED.compareAndSet(false, true)) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> halt(guard), "ddlguard-exit"));
            } catch (IllegalStateException e) {
                // The JVM shuts down already, and this is a hook's first connection: no deploy that could fail.
                return;
            }
        }
    }

    private static void halt(Guard guard) {
        if (guard.wantsToExit()) {
            awaitOthers(PATIENCE);
        }
        // Asked again: a build may have come to its end meanwhile.
        if (guard.wantsToExit()) {
            System.err.println("ddlguard ERROR work is left for after a commit: exit code " + WORK_PENDING
                    + ". See the log, and ddlguard status.");
            System.out.flush();
            System.err.flush();
            Runtime.getRuntime().halt(WORK_PENDING);
        }
    }

    static void awaitOthers(Duration patience) {
        long began = System.nanoTime();
        try {
            while (othersWork() && System.nanoTime() - began < patience.toNanos()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looked at twice: whoever starts the hooks may have been seen to wait for them only after the list was made, and
     * the last hooks are not on it.
     */
    private static boolean othersWork() {
        return anyWorks(alive()) || anyWorks(alive());
    }

    private static boolean anyWorks(List<Thread> threads) {
        for (Thread other : threads) {
            if (other != Thread.currentThread() && !other.isDaemon()) {
                StackTraceElement[] stack = other.getStackTrace();
                if (other.isAlive() && !waitsForTheHooks(stack) && !isTheJvmsOwn(other, stack)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** With those that have been started and have not come to their first line: they are in no stack trace yet. */
    private static List<Thread> alive() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 64];
        return Arrays.asList(threads).subList(0, all.enumerate(threads, true));
    }

    /** Where main has ended and another thread ends the JVM, it waits for all the others, in no method. */
    private static boolean isTheJvmsOwn(Thread thread, StackTraceElement[] stack) {
        return stack.length == 0 && thread.getName().equals("DestroyJavaVM");
    }

    /**
     * Whoever shuts the JVM down never comes back. But it may still be starting hooks, which nobody else can see. Its
     * stack says so and not its state, which would be asked later.
     */
    private static boolean waitsForTheHooks(StackTraceElement[] stack) {
        boolean shutsDown = Arrays.stream(stack).anyMatch(frame -> isIn(frame, "java.lang.Shutdown"));
        return shutsDown
                && (isIn(stack[0], "java.lang.Shutdown")
                        || Arrays.stream(stack)
                                .anyMatch(frame -> isIn(frame, "java.lang.Thread")
                                        && frame.getMethodName().equals("join")));
    }

    private static boolean isIn(StackTraceElement frame, String className) {
        return frame.getClassName().equals(className);
    }
}
