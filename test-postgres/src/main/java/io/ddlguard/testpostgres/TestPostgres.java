package io.ddlguard.testpostgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One real PostgreSQL for the whole JVM, started at first use and stopped with the JVM.
 *
 * <p>The system property {@code ddlguard.test.postgres} chooses it: {@code embedded} (the default) starts the binaries
 * of Maven Central in a temporary directory, {@code testcontainers} starts a container where a Docker engine is, and a
 * {@code jdbc:postgresql:} URL of a superuser uses that server. Thread-safe.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String adminUrl;

    private TestPostgres(String adminUrl) {
        this.adminUrl = adminUrl;
    }

    /** The server of this JVM. */
    public static TestPostgres shared() {
        return Shared.SERVER;
    }

    /** A URL, user and password included, of the database that the server came with. */
    public String adminUrl() {
        return adminUrl;
    }

    /** Creates an empty database and answers its URL, user and password included. */
    public String freshDatabase() {
        String name = "dg_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(adminUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("could not create database " + name, e);
        }
        return adminUrl.replaceFirst("^(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
    }

    private static String start() {
        String choice = System.getProperty("ddlguard.test.postgres", "embedded");
        if (choice.startsWith("jdbc:postgresql://")) {
            return choice;
        }
        return switch (choice) {
            case "embedded" -> embedded();
            case "testcontainers" -> container();
            default ->
                throw new IllegalArgumentException(
                        "ddlguard.test.postgres is '" + choice
                                + "'; it is 'embedded', 'testcontainers' or a URL 'jdbc:postgresql://host:port/database?user=…'");
        };
    }

    private static String embedded() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setServerConfig("max_connections", "200")
                    // Off by default; transactions of two phases cannot be tested without.
                    .setServerConfig("max_prepared_transactions", "20")
                    // A consumer of logical changes is told from a replica; the default is one level below.
                    .setServerConfig("wal_level", "logical")
                    // The tests' data is thrown away: what a crash of the machine would lose does not matter.
                    .setServerConfig("fsync", "off")
                    .start();
            return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres&password=postgres";
        } catch (IOException e) {
            throw new UncheckedIOException("could not start the embedded PostgreSQL", e);
        }
    }

    private static String container() {
        // Stopped by Testcontainers' own reaper when the JVM ends.
        @SuppressWarnings("resource")
        PostgreSQLContainer server = new PostgreSQLContainer("postgres:18");
        server.start();
        return "jdbc:postgresql://" + server.getHost() + ":" + server.getMappedPort(5432) + "/"
                + server.getDatabaseName() + "?user=" + server.getUsername() + "&password=" + server.getPassword();
    }

    private static final class Shared {
        static final TestPostgres SERVER = new TestPostgres(start());
    }
}
