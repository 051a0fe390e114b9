package io.ddlguard.driver.flyway;

import java.sql.Connection;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/**
 * Tells Flyway 10 and newer which driver opens {@code jdbc:ddlguard:postgresql:…}; without it Flyway refuses the URL,
 * even where the driver class is named. Once connected, Flyway asks the server what it is, and its own PostgreSQL type,
 * or CockroachDB's, takes over: migrations, locks and parsing are Flyway's.
 */
public final class GuardedPostgreSQLDatabaseType extends PostgreSQLDatabaseType {

    private static final String PREFIX = "jdbc:ddlguard:postgresql:";
    private static final String DRIVER = "io.ddlguard.driver.DdlGuardDriver";

    @Override
    public boolean handlesJDBCUrl(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public String getDriverClass(String url, ClassLoader classLoader) {
        return DRIVER;
    }

    /** Never: an unguarded connection of the same Flyway must keep the type that it would have had without us. */
    @Override
    public boolean handlesDatabaseProductNameAndVersion(String product, String version, Connection connection) {
        return false;
    }
}
