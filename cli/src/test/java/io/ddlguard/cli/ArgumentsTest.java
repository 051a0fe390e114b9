package io.ddlguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it ends with 2, in one line, before any server is asked. */
class ArgumentsTest {

    private static final String NOWHERE = "jdbc:postgresql://localhost:1/shop";

    @Test
    void a_url_of_another_database_is_refused() {
        assertThat(misused("status", "--url", "jdbc:mysql://h/d?password=secret"))
                .isEqualTo("ddlguard: the URL begins with jdbc:postgresql: or jdbc:ddlguard:postgresql:");
    }

    @Test
    void a_url_that_the_driver_cannot_read_is_refused_without_being_shown() {
        assertThat(misused("status", "--url", "jdbc:postgresql://deploy:secret@db/shop"))
                .isEqualTo("ddlguard: this is no URL of PostgreSQL's driver; write"
                        + " jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS]");
    }

    @Test
    void a_missing_url_is_asked_for() {
        assertThat(misused("resume")).isEqualTo("ddlguard: Missing required option: '--url=URL'");
    }

    @Test
    void a_mistyped_option_never_shows_the_password_that_follows_it() {
        assertThat(misused(
                        "status", "--url", NOWHERE, "--ulr", NOWHERE + "?user=me&password=secret&sslpassword=secret"))
                .startsWith("ddlguard: ")
                .contains("--ulr", "password=***&sslpassword=***")
                .doesNotContain("secret");
    }

    @Test
    void what_the_url_says_already_is_not_said_twice() {
        assertThat(misused("status", "--user", "me", "--url", NOWHERE + "?user=you"))
                .isEqualTo("ddlguard: the URL has a user already; leave it out there, or leave out --user");
        assertThat(new Terminal(Map.of("SECRET", "x"))
                        .start("status", "--password-env", "SECRET", "--url", NOWHERE + "?a=b&password=y")
                        .err())
                .startsWith(
                        "ddlguard: the URL has a password already; leave it out there, or leave out --password-env");
    }

    @Test
    void a_variable_that_is_not_set_is_named() {
        assertThat(misused("status", "--password-env", "SECRET", "--url", NOWHERE))
                .isEqualTo("ddlguard: there is no environment variable SECRET");
    }

    @Test
    void an_unknown_key_of_the_policy_is_named_with_its_place(@TempDir Path directory) throws Exception {
        Path policy = Files.writeString(directory.resolve("ddlguard.yaml"), "version: 1\ndefaults:\n  mod: off\n");

        Terminal.End end = Terminal.run("status", "--config", policy.toString(), "--url", NOWHERE);

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.err()).contains(policy + ":3:3: unknown key 'mod' in defaults. Did you mean 'mode'?");
    }

    @Test
    void an_environment_that_the_policy_does_not_have_is_named() {
        Terminal.End end = Terminal.run("status", "--env", "prod", "--url", NOWHERE);

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.err()).contains("there is no environment 'prod': there is no policy file.");
    }

    @Test
    void the_help_of_a_command_names_its_exit_codes() {
        Terminal.End end = Terminal.run("status", "--help");

        assertThat(end.exitCode()).isZero();
        assertThat(end.out()).isEqualToNormalizingNewlines("""
                Usage: ddlguard status [-hV] [--all] [--config=FILE] [--env=NAME]
                                       [--format=FORMAT] [--password-env=NAME] --url=URL
                                       [--user=USER]
                Shows what migrations have left to do after their commit. Changes nothing.
                      --all                 Show what was done in the last 30 days, too.
                      --config=FILE         The policy.
                      --env=NAME            The environment of the policy.
                      --format=FORMAT       text (the default) for people, json for programs.
                  -h, --help                Show this help message and exit.
                      --password-env=NAME   The environment variable that holds the password.
                                              Else PGPASSWORD, else ~/.pgpass.
                      --url=URL             The database: jdbc:postgresql://HOST[:PORT]/DATABASE
                                              [?PARAMETERS].
                      --user=USER           The role that deploys; each sees and does its own
                                              work only.
                  -V, --version             Print version information and exit.

                Exit codes:
                  0   nothing is left to do
                  2   the arguments or the policy are wrong
                  3   something is left to do
                  4   the database cannot be reached or asked
                """);
    }

    /** The first line of what it says; the second names the help. */
    private static String misused(String... arguments) {
        Terminal.End end = Terminal.run(arguments);
        assertThat(end.exitCode()).as(end.err()).isEqualTo(2);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .endsWith("Try: java -jar ddlguard.jar " + arguments[0] + " --help" + System.lineSeparator());
        return end.err().lines().findFirst().orElseThrow();
    }
}
