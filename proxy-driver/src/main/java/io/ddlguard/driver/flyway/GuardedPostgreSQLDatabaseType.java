package io.ddlguard.driver.flyway;

import java.sql.Connection;
import java.sql.Types;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.BaseDatabaseType;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;

/**
 * Tells Flyway which driver opens {@code jdbc:ddlguard:postgresql:…}; without it Flyway refuses the URL, even where the
 * driver class is named. Once connected, Flyway asks the server what it is, and its own type for PostgreSQL takes over.
 *
 * <p>It extends nothing of Flyway's PostgreSQL module: that class has another name in Flyway 9, and is missing where a
 * job migrates other databases only. A plugin that does not link stops Flyway for every URL.
 */
public final class GuardedPostgreSQLDatabaseType extends BaseDatabaseType {

    private static final String PREFIX = "jdbc:ddlguard:postgresql:";
    private static final String DRIVER = "io.ddlguard.driver.DdlGuardDriver";

    /** Not the name of Flyway's own type: by that name Flyway looks up what it connects to. */
    @Override
    public String getName() {
        return "PostgreSQL through ddlguard";
    }

    @Override
    public int getNullType() {
        return Types.NULL;
    }

    @Override
    public boolean handlesJDBCUrl(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public String getDriverClass(String url, ClassLoader classLoader) {
        return DRIVER;
    }

    /** Never: connections keep the type that they would have without us, whatever door they came through. */
    @Override
    public boolean handlesDatabaseProductNameAndVersion(String product, String version, Connection connection) {
        return false;
    }

    @Override
    public Database<?> createDatabase(
            Configuration configuration, JdbcConnectionFactory connections, StatementInterceptor interceptor) {
        throw notAsked();
    }

    @Override
    public Parser createParser(Configuration configuration, ResourceProvider resources, ParsingContext context) {
        throw notAsked();
    }

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException(
                "Flyway's own type for PostgreSQL does this; ddlguard's only names the driver of a URL");
    }
}
