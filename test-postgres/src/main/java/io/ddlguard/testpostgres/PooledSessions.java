package io.ddlguard.testpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a pooler's connections to the server have kept of their clients, as the next clients find it. */
public final class PooledSessions {

    // Not application_name and its like, which PgBouncer keeps for each client, nor what pgjdbc sets when it connects.
    private static final String KEPT = """
            SELECT name || ' = ' || setting FROM pg_settings WHERE source = 'session' AND name NOT IN ('application_name',
                'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings', 'extra_float_digits')
            UNION ALL SELECT 'role = ' || current_setting('role')
            UNION ALL SELECT 'session_authorization = ' || session_user
            UNION ALL SELECT 'advisory lock ' || objid FROM pg_locks
                WHERE locktype = 'advisory' AND pid = pg_backend_pid()
            UNION ALL SELECT 'prepared ' || statement FROM pg_prepared_statements WHERE name <> ''
            UNION ALL SELECT 'listens to ' || c FROM pg_listening_channels() c
            UNION ALL SELECT 'temporary ' || relname FROM pg_class
                WHERE relnamespace = pg_my_temp_schema()
            """;

    private PooledSessions() {}

    /**
     * A line for each thing that one of the connections has, beginning with its backend's pid.
     *
     * @param url of a database by way of the pool, which is asked over as many connections as it may have
     */
    public static List<String> of(String url, int connections) throws SQLException {
        List<Connection> clients = new ArrayList<>();
        try {
            List<String> kept = new ArrayList<>();
            for (int client = 0; client < connections; client++) {
                Connection connection = DriverManager.getConnection(url);
                clients.add(connection);
                // It keeps its connection of the pool from now on, so that the next one gets another.
                connection.setAutoCommit(false);
                kept.addAll(of(connection));
            }
            return kept;
        } finally {
            for (Connection client : clients) {
                // PgBouncer closes what a client leaves in the middle of a transaction.
                client.rollback();
                client.close();
            }
        }
    }

    private static List<String> of(Connection client) throws SQLException {
        try (Statement statement = client.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_backend_pid() || ' ' || kept FROM (" + KEPT + ") AS session(kept) ORDER BY 1")) {
            List<String> kept = new ArrayList<>();
            while (row.next()) {
                kept.add(row.getString(1));
            }
            return kept;
        }
    }
}
