package io.ddlguard.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A deploy that adds columns, each in a transaction of its own as migration tools have it, and again after an error as
 * those do that retry. It knows nothing of ddlguard. Prints for each column when it began and ended, by the clock.
 */
public final class ChangeJob {

    /** Between two tries, and between two columns. */
    private static final long PAUSE_MILLIS = 1_000;

    private static final long BETWEEN_MILLIS = 200;

    private ChangeJob() {}

    /** @param arguments the URL, the number of columns, and of tries for each */
    public static void main(String... arguments) throws SQLException, InterruptedException {
        int tries = Integer.parseInt(arguments[2]);
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            connection.setAutoCommit(false);
            for (int column = 1; column <= Integer.parseInt(arguments[1]); column++) {
                if (column > 1) {
                    Thread.sleep(BETWEEN_MILLIS);
                }
                long began = System.currentTimeMillis();
                boolean added = add("added_" + column, connection, tries);
                System.out.println(began + " " + System.currentTimeMillis() + " " + added);
            }
        }
    }

    private static boolean add(String column, Connection connection, int tries)
            throws SQLException, InterruptedException {
        for (int left = tries; ; left--) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ALTER TABLE orders ADD COLUMN " + column + " text");
                connection.commit();
                return true;
            } catch (SQLException e) {
                connection.rollback();
                System.err.println(e.getMessage());
                if (left == 1) {
                    return false;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
