package io.ddlguard.agent.job;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Sends one text with a driver from a loader of its own, and prints {@code sent}, or the SQLSTATE and the message. The
 * arguments: {@code child} for a loader below the application's, {@code blind} for one beside it; the driver's jar; a
 * URL; a text.
 */
public final class ForeignLoader {

    private ForeignLoader() {}

    public static void main(String[] arguments) throws Exception {
        ClassLoader application = ForeignLoader.class.getClassLoader();
        ClassLoader parent = arguments[0].equals("child") ? application : ClassLoader.getPlatformClassLoader();
        URL[] jar = {Path.of(arguments[1]).toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jar, parent)) {
            Driver driver = (Driver)
                    loader.loadClass("org.postgresql.Driver").getConstructor().newInstance();
            if (driver.connect("jdbc:other:x", new Properties()) != null) {
                throw new AssertionError("not its URL");
            }
            send(driver, arguments[2], arguments[3]);
        }
    }

    private static void send(Driver driver, String url, String sql) {
        try (Connection connection = driver.connect(url, new Properties())) {
            connection.createStatement().execute(sql);
            System.out.println("sent");
        } catch (SQLException e) {
            System.out.println(e.getSQLState() + " " + e.getMessage());
        }
    }
}
