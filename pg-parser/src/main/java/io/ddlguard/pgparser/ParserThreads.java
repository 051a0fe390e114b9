package io.ddlguard.pgparser;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that parse, each with an instance of the grammar of its own.
 *
 * <p>They exist for their stack: bison's is on the heap, but building and printing the tree recurses, and an application
 * server's threads often have 256 KB. An idle thread ends, and its instance's memory with it.
 */
final class ParserThreads {

    /** 8,000 terms of {@code 1+1+…} need 16 MB. Only what is used is ever backed by memory. */
    private static final long STACK_BYTES = 64L << 20;

    private static final int MOST_THREADS = 2;
    private static final long IDLE_SECONDS = 60;

    /** A call of the grammar, made on a parser thread. */
    interface Call<T> {
        T on(LibPgQuery grammar) throws PgSyntaxException;
    }

    private ParserThreads() {}

    static <T> T call(Call<T> call) throws PgSyntaxException {
        return await(start(call));
    }

    /** Returns at once. What goes wrong is for the next call to report, which meets it again. */
    static <T> Future<T> start(Call<T> call) {
        FutureTask<T> task = new FutureTask<>(() -> {
            try {
                return onThisThread(call);
            } finally {
                // Before the caller gets its answer, so that its next call finds this thread free.
                Pool.CALLS.decrementAndGet();
            }
        });
        Pool.CALLS.incrementAndGet();
        Pool.EXECUTOR.execute(task);
        return task;
    }

    private static <T> T onThisThread(Call<T> call) throws PgSyntaxException {
        ParserThread thread = (ParserThread) Thread.currentThread();
        LibPgQuery grammar = thread.grammar();
        // Whatever ends the call unexpectedly leaves PostgreSQL's C state in the middle of something.
        boolean usable = false;
        try {
            T result = call.on(grammar);
            usable = !grammar.isBloated();
            return result;
        } catch (PgSyntaxException e) {
            usable = !grammar.isBloated();
            throw e;
        } catch (StackOverflowError e) {
            throw new PgSyntaxException("stack depth limit exceeded", e);
        } catch (EmscriptenHost.Aborted e) {
            throw new PgSyntaxException("PostgreSQL's parser gave up: " + e.getMessage(), e);
        } finally {
            if (!usable) {
                thread.forget();
            }
        }
    }

    private static <T> T await(Future<T> task) throws PgSyntaxException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The exception as the caller's own, with the parser thread's trace as its cause where it is more than a refusal. */
    private static PgSyntaxException rethrown(@Nullable Throwable thrown) {
        if (thrown instanceof PgSyntaxException refused) {
            return refused.getCause() == null
                    ? new PgSyntaxException(refused.message(), refused.position())
                    : new PgSyntaxException(refused.message(), refused.getCause());
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("PostgreSQL's grammar failed inside the JVM", thrown);
    }

    private static final class ParserThread extends Thread {

        private static final AtomicInteger COUNT = new AtomicInteger();

        private @Nullable LibPgQuery grammar;

        ParserThread(Runnable target) {
            // No inherited thread locals: this thread outlives the request that happened to start it.
            super(null, target, "ddlguard-pg-parser-" + COUNT.incrementAndGet(), STACK_BYTES, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        LibPgQuery grammar() {
            LibPgQuery open = grammar;
            if (open == null) {
                open = LibPgQuery.open();
                grammar = open;
                Pool.READY.incrementAndGet();
            }
            return open;
        }

        void forget() {
            if (grammar != null) {
                grammar = null;
                Pool.READY.decrementAndGet();
            }
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                forget();
            }
        }
    }

    private static final class Pool {

        /** Calls that were made and are not answered. */
        static final AtomicInteger CALLS = new AtomicInteger();

        /** Threads that have their grammar. */
        static final AtomicInteger READY = new AtomicInteger();

        static final ThreadPoolExecutor EXECUTOR = executor();

        private static ThreadPoolExecutor executor() {
            Queue queue = new Queue();
            ThreadPoolExecutor executor = new ThreadPoolExecutor(
                    0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, queue, ParserThread::new, queue::enqueue);
            queue.executor = executor;
            return executor;
        }
    }

    /**
     * Refuses a task when all threads are busy: the executor then starts another, for it does so only when the queue is
     * full, and when it has enough of them comes back with the task to {@link #enqueue}. A thread that is about to have
     * its grammar is not busy: it is there before another one would be.
     */
    private static final class Queue extends LinkedBlockingQueue<Runnable> {

        private static final long serialVersionUID = 1L;

        private transient @Nullable ThreadPoolExecutor executor;

        @Override
        public boolean offer(Runnable task) {
            int threads = Objects.requireNonNull(executor).getPoolSize();
            return (Pool.CALLS.get() <= threads || Pool.READY.get() < threads) && super.offer(task);
        }

        void enqueue(Runnable task, ThreadPoolExecutor pool) {
            super.offer(task);
            // All threads may have timed out since the executor counted them.
            if (pool.getPoolSize() == 0 && remove(task)) {
                pool.execute(task);
            }
        }
    }
}
