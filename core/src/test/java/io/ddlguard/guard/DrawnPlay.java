package io.ddlguard.guard;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection on which a draw's steps are played, raw or guarded, and what it answers to each. */
final class DrawnPlay implements AutoCloseable {

    /** JDBC's own way to begin a transaction; BEGIN as a text is drawn too. */
    static final String BEGIN = "/* setAutoCommit(false) */";

    static final String COMMIT = "/* commit() and setAutoCommit(true) */";

    static final String ROLLBACK = "/* rollback() and setAutoCommit(true) */";

    final Connection connection;
    private final @Nullable Door door;

    private DrawnPlay(Connection connection, @Nullable Door door) {
        this.connection = connection;
        this.door = door;
    }

    static DrawnPlay raw(String url) throws SQLException {
        return new DrawnPlay(DriverManager.getConnection(url), null);
    }

    static DrawnPlay guarded(Guard guard, String url) throws SQLException {
        Door door = Door.open(guard, url);
        return new DrawnPlay(door.connection, door);
    }

    /**
     * Answers what a caller sees: update counts, warnings, or the error.
     *
     * @throws DdlBlockedException if the guard refuses the step
     */
    String play(String step) throws DdlBlockedException {
        try {
            switch (step) {
                case BEGIN -> connection.setAutoCommit(false);
                case COMMIT -> commit();
                case ROLLBACK -> end(false);
                default -> {
                    return execute(step);
                }
            }
            return "done";
        } catch (DdlBlockedException refusal) {
            throw refusal;
        } catch (SQLException e) {
            return e.getSQLState() + " " + e.getMessage().replaceAll("(?s)\\n.*", "");
        }
    }

    private void commit() throws SQLException {
        try {
            end(true);
        } catch (SQLException e) {
            // What has failed cannot be committed, and the connection stays in it.
            end(false);
            throw e;
        }
    }

    private void end(boolean commit) throws SQLException {
        if (connection.getAutoCommit()) {
            return;
        }
        try {
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        } finally {
            ended();
        }
        connection.setAutoCommit(true);
        ended();
    }

    private void ended() {
        if (door != null) {
            door.guard.ended(door.session);
        }
    }

    String execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean result = door == null
                    ? statement.execute(sql)
                    : door.guard.around(door.session, statement, sql, statement::execute);
            List<String> answers = new ArrayList<>();
            while (result || statement.getUpdateCount() != -1) {
                answers.add(result ? "rows" : String.valueOf(statement.getUpdateCount()));
                result = statement.getMoreResults();
            }
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                // A notice of 00000 tells how it is done, which may be another way.
                if (!warning.getSQLState().equals("00000")) {
                    answers.add(warning.getSQLState());
                }
            }
            return answers.toString();
        }
    }

    @Override
    public void close() throws SQLException {
        if (door == null) {
            connection.close();
        } else {
            door.close();
        }
    }
}
