package io.ddlguard.execute;

import io.ddlguard.catalog.JobRelations;
import io.ddlguard.journal.Journal;
import io.ddlguard.report.Reporter;

/** What the guarded connections of one JVM share. Thread-safe. */
public record Job(Callers callers, JobRelations relations, Journal journal, LeftWork leftWork, Reporter reporter) {

    public Job(Reporter reporter) {
        this(new Callers(), new JobRelations(), new Journal(), new LeftWork(), reporter);
    }
}
