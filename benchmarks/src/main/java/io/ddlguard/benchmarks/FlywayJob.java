package io.ddlguard.benchmarks;

import org.flywaydb.core.Flyway;

/** What a team runs to deploy: Flyway with its default settings. It knows nothing of ddlguard. */
public final class FlywayJob {

    private FlywayJob() {}

    /** @param arguments the URL, and the folder of the migrations */
    public static void main(String... arguments) {
        Flyway.configure()
                .dataSource(arguments[0], null, null)
                .locations("filesystem:" + arguments[1])
                .load()
                .migrate();
    }
}
