package io.ddlguard.driver;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Migrates with whatever Flyway the class loader of this class sees. It is handed strings and answers a number, so that
 * it can be called across loaders.
 */
public final class FlywayRun implements Function<Map<String, String>, Integer> {

    /** Takes {@code url}, {@code migrations} and, where named, {@code driver}; answers how many migrations were run. */
    @Override
    public Integer apply(Map<String, String> job) {
        FluentConfiguration configuration = Flyway.configure(getClass().getClassLoader())
                .dataSource(job.get("url"), null, null)
                .locations("filesystem:" + Path.of(job.get("migrations")));
        if (job.containsKey("driver")) {
            configuration.driver(job.get("driver"));
        }
        return configuration.load().migrate().migrationsExecuted;
    }
}
