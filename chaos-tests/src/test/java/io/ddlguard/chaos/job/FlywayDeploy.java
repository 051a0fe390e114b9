package io.ddlguard.chaos.job;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * A deploy: Flyway with its default settings. The arguments are the URL and the locations of the migrations.
 *
 * <p>The system property {@code recorded} is a version that has been committed and is not in the history: it is written
 * there and not run again, as an operator does it whose tool died between the two.
 */
public final class FlywayDeploy {

    private FlywayDeploy() {}

    public static void main(String[] arguments) {
        FluentConfiguration configuration =
                Flyway.configure().dataSource(arguments[0], null, null).locations(arguments[1].split(","));
        String recorded = System.getProperty("recorded");
        if (recorded != null) {
            configuration.skipExecutingMigrations(true).target(recorded);
        }
        try {
            System.out.println("executed " + configuration.load().migrate().migrationsExecuted);
        } catch (FlywayException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }
}
