package io.ddlguard.driver;

import io.ddlguard.guard.Guard;
import io.ddlguard.guard.Settings;
import io.ddlguard.pgjdbc.PgSession;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What both driver classes do: find pgjdbc, connect with it, and hand out the connection under guard. */
abstract class GuardingDriver implements Driver {

    /** Only a subclass of this package: the two of them differ in the URLs they answer to. */
    GuardingDriver() {}

    @Override
    public abstract boolean acceptsURL(String url);

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
        // DriverManager asks every driver for every URL: null says that it is not one of ours.
        if (!acceptsURL(url)) {
            return null;
        }
        DoorUrl door = DoorUrl.of(url, info);
        Driver pgjdbc = PgjdbcDriver.find();
        Shared.GUARD.admit(door.guard());
        Connection connection = pgjdbc.connect(door.pgjdbc(), door.properties());
        if (connection == null) {
            throw new SQLException(
                    "pgjdbc does not take the URL that follows '" + DoorUrl.PREFIX + "'. Write " + DoorUrl.PREFIX
                            + "//host:port/database",
                    "08001");
        }
        try {
            PgSession session = new PgSession(
                    connection,
                    door.guard(),
                    door.properties(),
                    (side, properties) -> pgjdbc.connect(DoorUrl.of(side, null).pgjdbc(), properties));
            Shared.GUARD.opened(session);
            return new GuardedConnection(connection, Shared.GUARD, session).proxy();
        } catch (RuntimeException | LinkageError e) {
            connection.close();
            throw new SQLException("ddlguard cannot guard this connection: " + e.getMessage(), "08001", e);
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) throws SQLException {
        DoorUrl door = DoorUrl.of(url, info);
        return Stream.concat(
                        Arrays.stream(PgjdbcDriver.find().getPropertyInfo(door.pgjdbc(), door.properties())),
                        DoorUrl.describe())
                .toArray(DriverPropertyInfo[]::new);
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** False, as pgjdbc says of itself. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("ddlguard does not log through java.util.logging");
    }

    /**
     * One guard for all connections: what the job has made, and whose snapshots it may release, is known there. Made at
     * the first connection, so that registering the driver runs nothing that could fail.
     */
    private static final class Shared {
        static final Guard GUARD = new Guard(Settings.NONE);
    }
}
