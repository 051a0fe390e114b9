package io.ddlguard.contract;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Another application on the same server: a JVM without any door, which runs what it is told, each text in a session of
 * its own. What it makes, the guard finds, as it finds the tables of yesterday's deploy; and what it sees is not what
 * a door says it has done. Under the agent no connection of the test's own JVM could do either.
 */
final class Outsider {

    private final DataInputStream answers;
    private final DataOutputStream questions;

    private Outsider(Process process) {
        answers = new DataInputStream(process.getInputStream());
        questions = new DataOutputStream(process.getOutputStream());
    }

    /** Runs a text, of several statements perhaps, and answers the first column of its first row, if there is one. */
    static String run(String url, String sql) {
        return Started.OUTSIDER.ask(url, sql);
    }

    private synchronized String ask(String url, String sql) {
        try {
            questions.writeUTF(url);
            questions.writeUTF(sql);
            questions.flush();
            boolean done = answers.readBoolean();
            String answer = answers.readUTF();
            if (!done) {
                throw new AssertionError("the other application could not run\n" + sql + "\n" + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException("the other application is gone", e);
        }
    }

    private static Outsider start() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-Xshare:auto", "-cp", classPath(), Outsider.class.getName());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            // It ends when this JVM does, which closes its input.
            return new Outsider(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return placeOf(Outsider.class) + File.pathSeparator + placeOf(org.postgresql.Driver.class);
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        DataInputStream questions = new DataInputStream(System.in);
        DataOutputStream answers = new DataOutputStream(System.out);
        Connection connection = null;
        String connected = "";
        for (int first = questions.read(); first >= 0; first = questions.read()) {
            byte[] bytes = questions.readNBytes((first << 8) + questions.read());
            String url = new String(bytes, StandardCharsets.UTF_8);
            String sql = questions.readUTF();
            try {
                if (connection == null || !url.equals(connected)) {
                    if (connection != null) {
                        connection.close();
                    }
                    connection = DriverManager.getConnection(url);
                    connected = url;
                }
                String answer = answer(connection, sql);
                forget(connection);
                answers.writeBoolean(true);
                answers.writeUTF(answer);
            } catch (SQLException e) {
                answers.writeBoolean(false);
                answers.writeUTF(String.valueOf(e.getMessage()));
            }
            answers.flush();
        }
    }

    private static String answer(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        }
    }

    /** Makes a new session of it for the next text, without the price of a new connection. */
    private static void forget(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DISCARD ALL");
        }
    }

    /** Started at first use, and not by this class itself: the other JVM runs it too. */
    private static final class Started {
        static final Outsider OUTSIDER = start();
    }
}
