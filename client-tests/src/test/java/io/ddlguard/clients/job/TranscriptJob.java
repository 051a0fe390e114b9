package io.ddlguard.clients.job;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Goes on after an error, and tells what each command came to: a URL, then {@code begin}, {@code commit},
 * {@code rollback}, or SQL. What an error says goes to standard error.
 */
public final class TranscriptJob {

    private TranscriptJob() {}

    public static void main(String[] arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            for (int at = 1; at < arguments.length; at++) {
                System.out.println(arguments[at] + ": " + outcome(connection, arguments[at]));
            }
        }
    }

    private static String outcome(Connection connection, String command) {
        try {
            switch (command) {
                case "begin" -> connection.setAutoCommit(false);
                case "commit" -> connection.commit();
                case "rollback" -> {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                default -> {
                    return answer(connection, command);
                }
            }
            return "done";
        } catch (SQLException e) {
            System.err.println(e.getMessage());
            return e.getSQLState();
        }
    }

    private static String answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return String.valueOf(statement.getUpdateCount());
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : "no row";
            }
        }
    }
}
