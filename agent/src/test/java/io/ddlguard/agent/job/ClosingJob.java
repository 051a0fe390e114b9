package io.ddlguard.agent.job;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A deploy job that writes to the database while it shuts down, and ends by {@code System.exit}. */
public final class ClosingJob {

    private ClosingJob() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(arguments[0])));
        FlywayJob.main(arguments);
        System.exit(0);
    }

    private static void close(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO closed VALUES (1)");
            System.out.println("closed");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
