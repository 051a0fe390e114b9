package io.ddlguard.agent;

import io.ddlguard.guard.Guard;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.session.Session;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Connections, from {@code Driver.connect} to {@code close}. The connections that the guard opens for itself come from
 * the same driver and are known by bearing no {@link Session}: whatever is sent on them passes.
 */
final class GuardedConnections {

    private static final Guard GUARD = new Guard(Premain.settings());

    /** Set while this thread asks the driver for a connection of the guard's own. */
    private static final ThreadLocal<@Nullable Boolean> SIDE = new ThreadLocal<>();

    private GuardedConnections() {}

    static Guard guard() {
        return GUARD;
    }

    static boolean connecting(Driver driver, @Nullable String url) throws SQLException {
        // DriverManager offers every URL to every driver.
        if (url == null || !url.startsWith("jdbc:postgresql:")) {
            return false;
        }
        if (SIDE.get() != null) {
            // Taken at once: a socket factory or a password plugin may open connections of its own from here.
            SIDE.remove();
            return false;
        }
        Proof.demand(driver.getClass());
        GUARD.admit(url);
        return true;
    }

    static void connected(Driver driver, String url, @Nullable Properties properties, Connection connection)
            throws SQLException {
        try {
            PgSession session = new PgSession(
                    connection,
                    url,
                    properties == null ? new Properties() : properties,
                    (sideUrl, sideProperties) -> openSide(driver, sideUrl, sideProperties));
            Slots.setOpen(connection, session);
            GUARD.opened(session);
            if (GUARD.mayExit()) {
                ExitCode.watch(GUARD);
            }
        } catch (RuntimeException | Error e) {
            // Never handed out: its statements would pass.
            connection.close();
            throw e;
        }
    }

    private static Connection openSide(Driver driver, String url, Properties properties) throws SQLException {
        SIDE.set(true);
        try {
            return driver.connect(url, properties);
        } finally {
            SIDE.remove();
        }
    }

    static void ended(Connection connection) {
        Session open = Slots.open(connection);
        if (open != null && !Running.isInside(open)) {
            GUARD.ended(open);
        }
    }

    static void cancel(Connection connection) {
        Session open = Slots.open(connection);
        if (open != null && Running.elsewhere(open)) {
            GUARD.cancel(open);
        }
    }

    static void closed(Connection connection) {
        Session open = Slots.open(connection);
        if (open != null) {
            GUARD.closed(open);
        }
    }
}
