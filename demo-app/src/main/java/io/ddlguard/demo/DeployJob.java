package io.ddlguard.demo;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * What a team runs to deploy: Flyway with its default settings, in a JVM of its own. It knows nothing of ddlguard.
 *
 * <p>The database is named by the environment ({@code DEPLOY_URL}), the locations of the migrations by the arguments.
 */
final class DeployJob {

    static final String URL = "DEPLOY_URL";

    private DeployJob() {}

    public static void main(String... locations) {
        try {
            Flyway.configure()
                    .dataSource(System.getenv(URL), null, null)
                    .locations(locations)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
