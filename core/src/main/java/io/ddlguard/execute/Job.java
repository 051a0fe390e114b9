package io.ddlguard.execute;

import io.ddlguard.catalog.JobObjects;
import io.ddlguard.journal.Journal;
import io.ddlguard.report.Reporter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the guarded connections of one JVM share. Thread-safe.
 *
 * @param undone the ids of the journal rows that this JVM has left undone
 */
public record Job(
        Callers callers,
        JobObjects objects,
        Journal journal,
        Set<String> undone,
        AfterTime afterTime,
        LockTimes lockTimes,
        Reporter reporter) {

    public Job(Reporter reporter) {
        this(
                new Callers(),
                new JobObjects(),
                new Journal(reporter),
                ConcurrentHashMap.newKeySet(),
                new AfterTime(),
                new LockTimes(),
                reporter);
    }
}
