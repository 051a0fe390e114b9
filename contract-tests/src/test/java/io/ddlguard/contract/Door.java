package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/**
 * The way by which this run reaches PostgreSQL. The system property {@code ddlguard.contract.door} names it; it has no
 * default, so that a run that was set up wrongly fails instead of comparing raw with raw.
 */
enum Door {
    /** pgjdbc with nothing in between. */
    RAW("org.postgresql.Driver"),
    /** The registered driver and its URL prefix. */
    DRIVER("io.ddlguard.driver.DdlGuardDriver") {
        @Override
        String url(String url) {
            return "jdbc:ddlguard:" + url.substring("jdbc:".length());
        }
    },
    /** The driver that is never registered, named as the driver class, with a plain URL. */
    DRIVER_CLASS("io.ddlguard.driver.GuardedPostgresDriver") {
        @Override
        Connection connect(String url, Properties properties) throws SQLException {
            return Holder.DRIVER.connect(url, properties);
        }
    },
    /** pgjdbc, transformed by the agent of this JVM. */
    AGENT("org.postgresql.Driver");

    private final String driverClass;

    Door(String driverClass) {
        this.driverClass = driverClass;
    }

    static Door current() {
        String name = System.getProperty("ddlguard.contract.door");
        if (name == null) {
            throw new IllegalStateException("-Dddlguard.contract.door names no door: raw, driver, driver-class, agent");
        }
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** A wrapper around pgjdbc's objects, as opposed to pgjdbc's own ones. */
    boolean wraps() {
        return this == DRIVER || this == DRIVER_CLASS;
    }

    /** What a tool would be given as the class of its driver. */
    String driverClass() {
        return driverClass;
    }

    /** What a tool would be given as its URL. */
    String url(String url) {
        return url;
    }

    Connection connect(String url, Properties properties) throws SQLException {
        return DriverManager.getConnection(url(url), properties);
    }

    private static final class Holder {
        static final Driver DRIVER = load();

        private static Driver load() {
            try {
                return (Driver) Class.forName(DRIVER_CLASS.driverClass)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
