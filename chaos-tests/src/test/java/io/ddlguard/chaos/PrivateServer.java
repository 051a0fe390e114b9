package io.ddlguard.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that may be stopped at any moment, with a role {@code deploy} that owns its databases and no more. */
final class PrivateServer implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Path data;
    private final Path log;
    private final String control;

    private PrivateServer(EmbeddedPostgres server, Path data, Path log) throws IOException {
        this.server = server;
        this.data = data;
        this.log = log;
        long postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        // The binaries were unpacked wherever the embedding library chose to.
        this.control = Path.of(ProcessHandle.of(postmaster)
                        .orElseThrow()
                        .info()
                        .command()
                        .orElseThrow())
                .resolveSibling("pg_ctl")
                .toString();
    }

    static PrivateServer start(Path directory) {
        Path data = directory.resolve("data");
        Path log = directory.resolve("server.log");
        try {
            Files.createDirectories(directory);
            PrivateServer started = new PrivateServer(
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setCleanDataDirectory(true)
                            .setPGStartupWait(Duration.ofSeconds(60))
                            .setServerConfig("fsync", "off")
                            // The library turns it off: a restart would lose what has been committed.
                            .setServerConfig("synchronous_commit", "on")
                            // Its workers would hold a template, and a build, up at moments of their own.
                            .setServerConfig("autovacuum", "off")
                            .setServerConfig("checkpoint_timeout", "1h")
                            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    data,
                    log);
            started.run("postgres", "CREATE ROLE deploy LOGIN");
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    /** Kills every process of the server and starts it again: what was not committed is lost, as after a power cut. */
    void restart() {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // The server refuses to run as root, and the embedding library starts it this way too.
            command.addAll(List.of("unshare", "-U"));
        }
        command.addAll(
                List.of(control, "-D", data.toString(), "-m", "immediate", "-w", "-l", log.toString(), "restart"));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("pg_ctl could not restart the server, see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void terminateBackends(String database) {
        ask(
                "postgres",
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    void create(String database) {
        run("postgres", "CREATE DATABASE " + database + " OWNER deploy");
    }

    void copy(String template, String database) {
        run("postgres", "CREATE DATABASE " + database + " TEMPLATE " + template + " OWNER deploy");
    }

    /** Whether {@code slowly()} is slow for sessions that begin from now on. */
    void slow(String database, boolean on) {
        run("postgres", "ALTER DATABASE " + database + (on ? " SET chaos.slowly = 'on'" : " RESET chaos.slowly"));
    }

    void drop(String database) {
        run("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
    }

    void run(String database, String sql) {
        try (Connection connection = admin(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of all rows. */
    List<String> rows(String database, String query) {
        try (Connection connection = admin(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(String.valueOf(row.getString(1)));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    @Nullable
    String ask(String database, String query) {
        List<String> rows = rows(database, query);
        return rows.isEmpty() ? null : rows.get(0);
    }

    private Connection admin(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + port() + "/" + database + "?user=postgres&sslmode=disable");
    }

    static String deployUrl(int port, String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?user=deploy";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
