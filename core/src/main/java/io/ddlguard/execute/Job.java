package io.ddlguard.execute;

import io.ddlguard.catalog.JobRelations;
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
        JobRelations relations,
        Journal journal,
        Set<String> undone,
        AfterTime afterTime,
        LockTimes lockTimes,
        Reporter reporter) {

    public Job(Reporter reporter) {
        this(
                new Callers(),
                new JobRelations(),
                new Journal(reporter),
                ConcurrentHashMap.newKeySet(),
                new AfterTime(),
                new LockTimes(),
                reporter);
    }
}
