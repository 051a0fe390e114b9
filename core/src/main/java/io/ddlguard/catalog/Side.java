package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import io.ddlguard.session.Row;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second connection, the caller's double: same server and database (proven, not assumed), same role and search path,
 * so that it never has a privilege that the caller lacks and reads every name as the caller does. It is in autocommit
 * and sees only what is committed. Used by one thread at a time, but {@link #cancel} by any.
 */
public final class Side implements Queries, AutoCloseable {

    /** SQLSTATE: the second connection does not lead to where the first one does. */
    static final String NOT_THERE = "08004";

    /** Long enough for a lock that is free, short enough that nobody queues behind us for long. */
    private static final String LOOK_TIMEOUT = "100ms";

    private static final int ANSWER_SECONDS = 5;

    private final Connection connection;
    private final int pid;
    private @Nullable CallerContext doubled;
    private volatile @Nullable Statement running;

    private Side(Connection connection, int pid) {
        this.connection = connection;
        this.pid = pid;
    }

    /**
     * @throws SQLException if it cannot be opened, or is not where the caller is (SQLSTATE {@code 08004})
     */
    public static Side open(Session caller, CallerContext context) throws SQLException {
        context.requireDirect();
        Connection connection;
        try {
            connection = caller.openSide("ddlguard for " + context.pid());
        } catch (SQLException e) {
            throw new SQLException(
                    "ddlguard needs a second connection to look at the server and could not open it: " + e.getMessage(),
                    e.getSQLState(),
                    e);
        }
        try {
            Side side = new Side(connection, caller.backendPid(connection));
            // Before anything is set: of a pool's session, the next client would have the setting.
            side.proveItsWay(context);
            side.execute(ownSettings(context.version()));
            side.follow(context);
            return side;
        } catch (SQLException | RuntimeException | Error e) {
            closeAfter(connection, e);
            throw e;
        }
    }

    /** Whatever a role's or a database's defaults are, a build is neither cut short nor read-only. */
    private static String ownSettings(int version) {
        StringBuilder settings = new StringBuilder("SET statement_timeout = 0;"
                + " SET idle_in_transaction_session_timeout = 0;"
                + " SET default_transaction_read_only = off;"
                + " SET default_transaction_isolation = 'read committed';"
                + " SET lock_timeout = '" + LOOK_TIMEOUT + "'");
        if (version >= 140000) {
            // A dead client leaves a live build: let the server look for us while it builds.
            settings.append("; SET idle_session_timeout = 0; SET client_connection_check_interval = '5s'");
        }
        if (version >= 170000) {
            settings.append("; SET transaction_timeout = 0");
        }
        return settings.toString();
    }

    private static void closeAfter(Connection connection, Throwable failure) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void proveItsWay(CallerContext context) throws SQLException {
        query(
                "SELECT pg_catalog.pg_backend_pid(), " + CallerContext.SERVER + " = "
                        + Quoting.literal(context.server())
                        + " AND EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid = " + context.pid()
                        + " AND datname = pg_catalog.current_database())",
                row -> {
                    // Nor do two connections that stay have one backend.
                    if (row.getInt(1) != pid || pid == context.pid()) {
                        throw CallerContext.throughAPooler();
                    }
                    if (!row.getBoolean(2)) {
                        throw new SQLException(
                                "ddlguard opened a second connection with the same URL, and it did not lead to the same"
                                        + " server and database as the first (a load balancer?). Give the deploy job a"
                                        + " URL that leads to the server itself.",
                                NOT_THERE);
                    }
                    return true;
                });
    }

    /** Takes over the caller's role and settings, where they changed since the last time. */
    public void follow(CallerContext context) throws SQLException {
        CallerContext before = doubled;
        if (before == null || !before.sessionUser().equals(context.sessionUser())) {
            execute("SET SESSION AUTHORIZATION " + Quoting.identifier(context.sessionUser()));
            // That has reset the role.
            execute(setRole(context));
        } else if (!before.role().equals(context.role())) {
            execute(setRole(context));
        }
        for (Map.Entry<String, String> setting : context.settings().entrySet()) {
            if (before == null || !setting.getValue().equals(before.settings().get(setting.getKey()))) {
                query(
                        "SELECT pg_catalog.set_config(" + Quoting.literal(setting.getKey()) + ", "
                                + Quoting.literal(setting.getValue()) + ", false)",
                        row -> row.getString(1));
            }
        }
        doubled = context;
    }

    private static String setRole(CallerContext context) {
        return "SET ROLE " + (context.role().equals("none") ? "NONE" : Quoting.identifier(context.role()));
    }

    public int pid() {
        return pid;
    }

    @Override
    public <T> List<T> query(String sql, Row<T> row) throws SQLException {
        try (Statement statement = newStatement()) {
            running = statement;
            List<T> rows = new ArrayList<>();
            try (ResultSet answer = statement.executeQuery(sql)) {
                while (answer.next()) {
                    rows.add(row.read(answer));
                }
            }
            return rows;
        } finally {
            running = null;
        }
    }

    /** Runs a command and answers the notices that the server sent with it; null where there were none. */
    public @Nullable SQLWarning execute(String sql) throws SQLException {
        try (Statement statement = newStatement()) {
            running = statement;
            statement.execute(sql);
            return statement.getWarnings();
        } finally {
            running = null;
        }
    }

    /**
     * As {@link #execute(String)}, with another wait for locks than a look at the catalog has.
     *
     * @param lockTimeoutMillis zero: as long as it takes
     */
    public @Nullable SQLWarning execute(String sql, long lockTimeoutMillis) throws SQLException {
        execute("SET lock_timeout = " + lockTimeoutMillis);
        SQLWarning notices;
        try {
            notices = execute(sql);
        } catch (SQLException e) {
            try {
                resetLockTimeout();
            } catch (SQLException reset) {
                // The connection has gone, and the first error says why.
                e.addSuppressed(reset);
            }
            throw e;
        }
        resetLockTimeout();
        return notices;
    }

    /**
     * Runs commands as one transaction, all or none, with another wait for locks than a look at the catalog has.
     *
     * @return the notices that the server sent with the last one; null where there were none
     */
    public @Nullable SQLWarning transaction(List<String> commands, long lockTimeoutMillis) throws SQLException {
        execute("BEGIN");
        try {
            execute("SET LOCAL lock_timeout = " + lockTimeoutMillis);
            SQLWarning notices = null;
            for (String command : commands) {
                notices = execute(command);
            }
            execute("COMMIT");
            return notices;
        } catch (SQLException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    /** What is asked in a transaction that leaves nothing behind. */
    @FunctionalInterface
    interface Trial<T> {
        T run() throws SQLException;
    }

    /** Runs something in a transaction that is rolled back, whatever comes of it. */
    <T> T rolledBack(Trial<T> trial) throws SQLException {
        execute("BEGIN");
        try {
            T answer = trial.run();
            execute("ROLLBACK");
            return answer;
        } catch (SQLException | RuntimeException e) {
            try {
                execute("ROLLBACK");
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    private void resetLockTimeout() throws SQLException {
        execute("SET lock_timeout = '" + LOOK_TIMEOUT + "'");
    }

    /** Asks the server to end what this connection runs. */
    public void cancel() throws SQLException {
        Statement statement = running;
        if (statement != null) {
            statement.cancel();
        }
    }

    /** Asks the server: what idled may have been ended at the other end. */
    public boolean isUsable() {
        try {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private Statement newStatement() throws SQLException {
        Statement statement = connection.createStatement();
        // The texts are PostgreSQL's, not JDBC's: a brace in them is a brace.
        statement.setEscapeProcessing(false);
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
