package io.ddlguard.cli;

import io.ddlguard.guard.Guard;
import io.ddlguard.journal.Journal;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.session.Session;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;

/** The database whose journal is meant, by the driver of our own. */
final class Database implements AutoCloseable {

    private static final String INVALID_AUTHORIZATION = "28";

    private final OwnDriver loader;
    private final Connection connection;
    private final Guard guard;
    private final Session session;

    private Database(OwnDriver loader, Connection connection, Guard guard, Session session) {
        this.loader = loader;
        this.connection = connection;
        this.guard = guard;
        this.session = session;
    }

    static Database open(Target target, String applicationName) throws SQLException, IOException {
        String url = target.url();
        Properties properties = target.properties(applicationName);
        Guard guard = new Guard(target.settings());
        // A broken policy is told before anybody is asked for anything.
        guard.admit(url);
        OwnDriver loader = OwnDriver.unpack();
        try {
            Driver driver = loader.driver();
            if (!driver.acceptsURL(url)) {
                throw target.misused("this is no URL of PostgreSQL's driver; write"
                        + " jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS]");
            }
            Connection connection = connect(driver, url, properties);
            return new Database(loader, connection, guard, new PgSession(connection, url, properties, driver::connect));
        } catch (SQLException | RuntimeException | Error e) {
            loader.close();
            throw e;
        }
    }

    private static Connection connect(Driver driver, String url, Properties properties) throws SQLException {
        try {
            return driver.connect(url, properties);
        } catch (SQLException e) {
            String message = "cannot connect to " + url.split("\\?", 2)[0] + ": " + e.getMessage();
            if (e.getSQLState() != null && e.getSQLState().startsWith(INVALID_AUTHORIZATION)
                    || String.valueOf(e.getMessage()).contains("no password was provided")) {
                message += (message.endsWith(".") ? "" : ".")
                        + " The password is looked for in the variable that --password-env names, in the URL, in"
                        + " PGPASSWORD and in ~/.pgpass.";
            }
            throw new SQLException(message, e.getSQLState(), e);
        }
    }

    Guard guard() {
        return guard;
    }

    Session session() {
        return session;
    }

    /** Whose work in which database, for the end of a sentence. */
    String place() throws SQLException {
        List<String> place = session.query(
                "SELECT pg_catalog.quote_ident(current_user), pg_catalog.quote_ident(pg_catalog.current_database())",
                row -> "the role " + row.getString(1) + " in the database " + row.getString(2));
        return place.get(0);
    }

    boolean hasJournal() throws SQLException {
        return Journal.isThere(session);
    }

    @Override
    public void close() throws SQLException, IOException {
        try (loader) {
            connection.close();
        }
    }
}
