package io.ddlguard.cli;

import io.ddlguard.guard.Settings;
import java.util.Objects;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which database, as whom, and by which policy. A password is never an argument: every user of the machine sees those. */
final class Target {

    private static final String PREFIX = "jdbc:postgresql:";
    private static final String GUARDED_PREFIX = "jdbc:ddlguard:postgresql:";

    private final UnaryOperator<@Nullable String> environment;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The database: jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS].")
    private String url = "";

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "The role that deploys; each sees and does its own work only.")
    private @Nullable String user;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "The environment variable that holds the password. Else PGPASSWORD, else ~/.pgpass.")
    private @Nullable String passwordVariable;

    @Option(names = "--config", paramLabel = "FILE", description = "The policy.")
    private @Nullable String config;

    @Option(names = "--env", paramLabel = "NAME", description = "The environment of the policy.")
    private @Nullable String policyEnvironment;

    Target(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    Settings settings() {
        return new Settings(config, policyEnvironment, null);
    }

    /** As the driver takes it. */
    String url() {
        if (url.startsWith(GUARDED_PREFIX)) {
            return PREFIX + url.substring(GUARDED_PREFIX.length());
        }
        if (!url.startsWith(PREFIX)) {
            throw misused("the URL begins with " + PREFIX + " or " + GUARDED_PREFIX);
        }
        return url;
    }

    Properties properties(String applicationName) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", applicationName);
        set(properties, "user", "--user", user);
        set(properties, "password", "--password-env", password());
        if (passwordVariable == null && !urlHas("password")) {
            String password = environment.apply("PGPASSWORD");
            if (password != null) {
                properties.setProperty("password", password);
            }
        }
        return properties;
    }

    private @Nullable String password() {
        if (passwordVariable == null) {
            return null;
        }
        String password = environment.apply(passwordVariable);
        if (password == null) {
            throw misused("there is no environment variable " + passwordVariable);
        }
        return password;
    }

    private void set(Properties properties, String name, String option, @Nullable String value) {
        if (value == null) {
            return;
        }
        // The driver would take the URL's, without a word.
        if (urlHas(name)) {
            throw misused("the URL has a " + name + " already; leave it out there, or leave out " + option);
        }
        properties.setProperty(name, value);
    }

    private boolean urlHas(String parameter) {
        return url.contains("?" + parameter + "=") || url.contains("&" + parameter + "=");
    }

    ParameterException misused(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
