package io.ddlguard.clients.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs scripts by JDBC alone, and tells what each statement answered: a URL, then {@code mode:script} each, in a
 * transaction ({@code transaction}), in none ({@code autocommit}), or as the one string that it is ({@code whole}).
 */
public final class ScriptJob {

    private ScriptJob() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            for (int at = 1; at < arguments.length; at++) {
                String[] script = arguments[at].split(":");
                connection.setAutoCommit(!script[0].equals("transaction"));
                String text = read(script[1]);
                for (String sql : script[0].equals("whole") ? new String[] {text} : text.split(";\n")) {
                    System.out.println(script[1] + " " + answers(connection, sql));
                }
                if (!connection.getAutoCommit()) {
                    connection.commit();
                }
            }
        }
    }

    /** All results in order: a count, or a first value. */
    private static List<String> answers(Connection connection, String sql) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            boolean rows = statement.execute(sql);
            while (rows || statement.getUpdateCount() != -1) {
                if (rows) {
                    statement.getResultSet().next();
                    answers.add(statement.getResultSet().getString(1));
                } else {
                    answers.add(String.valueOf(statement.getUpdateCount()));
                }
                rows = statement.getMoreResults();
            }
        }
        return answers;
    }

    private static String read(String name) throws IOException {
        try (InputStream script = ScriptJob.class.getResourceAsStream("/scripts/" + name + ".sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
