package io.ddlguard.driver;

import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The driver of {@code jdbc:ddlguard:postgresql:…}: pgjdbc, with every statement going through the guard first. It
 * registers itself; put it and pgjdbc on the class path and write the prefix into the URL.
 *
 * <p>Loading it loads no pgjdbc class: a driver that fails to load here would take the application's own drivers with
 * it, since {@link DriverManager} stops at the first broken one.
 */
public final class DdlGuardDriver extends GuardingDriver {

    static {
        try {
            DriverManager.registerDriver(new DdlGuardDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(DoorUrl.PREFIX);
    }
}
