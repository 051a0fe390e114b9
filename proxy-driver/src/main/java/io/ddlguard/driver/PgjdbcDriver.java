package io.ddlguard.driver;

import java.sql.Driver;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds pgjdbc when it is needed, and not before: in the thread's context loader first, because in an application
 * server our jar may lie above the application that brings the driver.
 */
final class PgjdbcDriver {

    private static final String CLASS_NAME = "org.postgresql.Driver";

    private PgjdbcDriver() {}

    static Driver find() throws SQLException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        for (ClassLoader loader : Arrays.asList(context, PgjdbcDriver.class.getClassLoader())) {
            Class<?> found = load(loader);
            if (found != null) {
                return instance(found);
            }
        }
        throw new SQLException(
                "ddlguard found no pgjdbc: " + CLASS_NAME
                        + " is neither in the thread's context class loader nor beside"
                        + " ddlguard-driver.jar. Add org.postgresql:postgresql 42.2.5 or newer to the class path.",
                "08001");
    }

    private static @Nullable Class<?> load(@Nullable ClassLoader loader) {
        if (loader == null) {
            return null;
        }
        try {
            return Class.forName(CLASS_NAME, true, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static Driver instance(Class<?> found) throws SQLException {
        try {
            return (Driver) found.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new SQLException("ddlguard could not make a " + CLASS_NAME, "08001", e);
        }
    }
}
