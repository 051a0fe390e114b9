package io.ddlguard.cli;

import io.ddlguard.guard.Guard;
import io.ddlguard.guard.Settings;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.session.Session;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which database, as whom, by which policy. pgjdbc is a jar inside ours, in a loader of its own. */
final class Database {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final String OUR_PREFIX = "jdbc:ddlguard:postgresql:";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "jdbc:postgresql://HOST:PORT/DATABASE, as the deploy job has it")
    private String url = "";

    @Option(names = "--user", paramLabel = "ROLE", description = "the role that deploys: each sees only its own work")
    private @Nullable String user;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "the environment variable that holds the password; else PGPASSWORD, then ~/.pgpass")
    private @Nullable String passwordVariable;

    @Option(names = "--config", paramLabel = "FILE", description = "the policy, for its lock timeouts")
    private @Nullable String config;

    @Option(names = "--env", paramLabel = "NAME", description = "the environment of the policy")
    private @Nullable String environment;

    /** What is done with the database. */
    @FunctionalInterface
    interface Work<T> {
        T with(Guard guard, Session session) throws SQLException;
    }

    <T> T ask(Work<T> work) throws SQLException {
        String plain = url.startsWith(OUR_PREFIX) ? PREFIX + url.substring(OUR_PREFIX.length()) : url;
        if (!plain.startsWith(PREFIX)) {
            throw wrong("--url has to begin with " + PREFIX);
        }
        Guard guard = new Guard(new Settings(config, environment, null));
        guard.admit(plain);
        Driver driver = driver();
        try (Connection connection = connect(driver, plain)) {
            return work.with(guard, new PgSession(connection, plain, properties(), driver::connect));
        }
    }

    private Connection connect(Driver driver, String plain) throws SQLException {
        Connection connection = driver.connect(plain, properties());
        if (connection == null) {
            throw wrong("--url is not one that pgjdbc takes: " + PREFIX + "//HOST:PORT/DATABASE");
        }
        return connection;
    }

    private Properties properties() {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        String password = System.getenv(passwordVariable == null ? "PGPASSWORD" : passwordVariable);
        if (password != null) {
            properties.setProperty("password", password);
        } else if (passwordVariable != null) {
            throw wrong("there is no environment variable " + passwordVariable);
        }
        return properties;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), what);
    }

    private static Driver driver() {
        try (InputStream jar = Objects.requireNonNull(Database.class.getResourceAsStream("postgresql.jar"))) {
            Path copy = Files.createTempFile("ddlguard-pgjdbc", ".jar");
            copy.toFile().deleteOnExit();
            Files.write(copy, jar.readAllBytes());
            // Open as long as the program runs.
            ClassLoader loader = new URLClassLoader(new URL[] {copy.toUri().toURL()}, Database.class.getClassLoader());
            return (Driver) loader.loadClass("org.postgresql.Driver")
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException("the PostgreSQL driver in this jar cannot be loaded", e);
        }
    }
}
