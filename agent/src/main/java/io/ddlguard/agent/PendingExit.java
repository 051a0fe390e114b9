package io.ddlguard.agent;

import io.ddlguard.guard.Guard;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends the JVM with {@value #CODE} where work is left to do after a commit and the policy says {@code on-pending: exit}.
 *
 * <p>It cannot be said while the tool runs, because a commit that throws is taken for one that failed. And a JVM that
 * shuts down keeps its exit code unless it is halted, which also ends whatever still runs: so the others' shutdown
 * hooks come first, but not for ever.
 */
final class PendingExit {

    static final int CODE = 3;

    private static final Duration OTHERS_MAY_TAKE = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_MILLIS = 20;

    private PendingExit() {}

    /** Costs a thread that is not started until the JVM shuts down. */
    static void arm(Guard guard) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> exit(guard), "ddlguard on-pending"));
        } catch (IllegalStateException e) {
            // It shuts down already: a hook has opened its first connection, and what it does is no deploy.
            return;
        }
    }

    private static void exit(Guard guard) {
        // Asked again after the wait: a hook may have had something to commit, and a build may have come to its end.
        if (guard.mustExit()) {
            awaitOthers(OTHERS_MAY_TAKE);
        }
        if (guard.mustExit()) {
            // Whatever the application logs with may be closed by now.
            System.err.println(
                    "ddlguard ERROR a migration is committed, and what it has left to do is not done. The exit"
                            + " code is " + CODE + " for that (on-pending: exit).");
            System.out.flush();
            System.err.flush();
            Runtime.getRuntime().halt(CODE);
        }
    }

    /** Waits until no other thread is left that a JVM would wait for. */
    static void awaitOthers(Duration atMost) {
        long began = System.nanoTime();
        Thread other = other();
        while (other != null && System.nanoTime() - began < atMost.toNanos()) {
            try {
                other.join(LOOK_EVERY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            other = other();
        }
    }

    private static @Nullable Thread other() {
        for (Map.Entry<Thread, StackTraceElement[]> each :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = each.getKey();
            if (!thread.isDaemon() && thread != Thread.currentThread() && !waitsForUs(thread, each.getValue())) {
                return thread;
            }
        }
        return null;
    }

    /** While the JVM's own thread runs, it may still be starting hooks. */
    private static boolean waitsForUs(Thread thread, StackTraceElement[] stack) {
        if (thread.getState() == Thread.State.RUNNABLE) {
            return false;
        }
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals("java.lang.Shutdown")) {
                return true;
            }
        }
        return false;
    }
}
