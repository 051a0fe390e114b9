package io.ddlguard.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL of the demo's own, with the roles that a shop has: {@code deploy} owns the databases, {@code app} reads
 * and writes rows.
 *
 * <p>It is set up as a small production server is, durable and with room for the write-ahead log, so that neither a
 * missing fsync nor an early checkpoint explains a number. It logs every statement of the deploy role.
 */
final class DemoServer implements AutoCloseable {

    private final EmbeddedPostgres server;

    private DemoServer(EmbeddedPostgres server) {
        this.server = server;
    }

    static DemoServer start(Path dataDirectory) throws IOException, SQLException {
        DemoServer started = new DemoServer(EmbeddedPostgres.builder()
                .setDataDirectory(dataDirectory)
                .setCleanDataDirectory(true)
                .setPGStartupWait(Duration.ofSeconds(60))
                // Every machine sorts alike; a linguistic collation would make the index builds slower still.
                .setLocaleConfig("locale", "C")
                // The launcher passes -F and synchronous_commit=off; these come later and win.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "512MB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "30min")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .start());
        try (Connection connection = started.admin("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE app LOGIN");
            // pg_monitor lets the guard see how old other sessions' transactions are, as a monitoring role does.
            statement.execute("CREATE ROLE deploy LOGIN IN ROLE pg_monitor");
            // Not 'ddl': the server does not count REINDEX in.
            statement.execute("ALTER ROLE deploy SET log_statement = 'all'");
        }
        return started;
    }

    String version() throws SQLException {
        try (Connection connection = admin("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('server_version')")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Creates {@code name}, empty, owned by the deploy role. */
    void create(String name) throws SQLException {
        run("CREATE DATABASE " + name + " OWNER deploy");
    }

    /**
     * Creates {@code name} as a copy of {@code template}: the same pages, statistics included. Everything is flushed
     * afterwards, so that no phase pays for writing out what an earlier one left behind.
     */
    void copy(String template, String name) throws SQLException {
        run("CREATE DATABASE " + name + " TEMPLATE " + template + " STRATEGY file_copy OWNER deploy");
        run("CHECKPOINT");
    }

    void drop(String name) throws SQLException {
        run("DROP DATABASE " + name + " WITH (FORCE)");
    }

    Connection admin(String database) throws SQLException {
        return DriverManager.getConnection(url(database, "postgres"));
    }

    /** A URL without a password: the server is reachable from this machine only, and trusts it. */
    String url(String database, String role) {
        return server.getJdbcUrl(role, database);
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = admin("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The databases go first: a server that stops writes out every changed page, and the launcher waits five seconds. */
    @Override
    public void close() throws IOException, SQLException {
        try {
            for (String database : databases()) {
                drop(database);
            }
        } finally {
            server.close();
        }
    }

    private List<String> databases() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = admin("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
