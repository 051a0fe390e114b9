package io.ddlguard.execute;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long this JVM has worked at what comes after its commits. A tool holds its own lock meanwhile, and other replicas
 * wait for that only so long: Flyway 50 s, Liquibase 5 min. Thread-safe.
 */
final class AfterTime {

    private final LongAdder spent = new LongAdder();

    void add(long nanos) {
        spent.add(nanos);
    }

    /** What is left of a budget; zero where it is used up. */
    Duration left(Duration budget) {
        Duration left = budget.minusNanos(spent.sum());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
