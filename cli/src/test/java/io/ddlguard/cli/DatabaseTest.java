package io.ddlguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real database in which a real migration has left what cannot be done. */
class DatabaseTest {

    private String url;
    private String guardedUrl;

    @BeforeEach
    void a_table() throws SQLException {
        url = TestPostgres.shared().freshDatabase();
        guardedUrl = url.replaceFirst("^jdbc:", "jdbc:ddlguard:");
        run(url, "CREATE TABLE t (id int, c text)", "INSERT INTO t SELECT n, 'x' FROM generate_series(1, 1000) n");
    }

    /** The row that breaks it is written by the same transaction, so no look before it can see that. */
    private void leaveAConstraint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(guardedUrl + "&ddlguard.scope=always");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE t SET c = 'y' WHERE id = 1");
            statement.execute("ALTER TABLE t ADD CONSTRAINT few CHECK (c = 'x')");
            connection.commit();
        }
    }

    @Test
    void a_database_that_no_deploy_has_left_anything_in_is_fine() {
        Terminal.End end = Terminal.run("status", "--url", guardedUrl);

        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(end.out())
                .matches("Nothing is left to do for the role postgres in the database \\w+: there is no"
                        + " ddlguard.journal, so no deploy has left anything.\\R");
        assertThat(Terminal.run("resume", "--url", url)).isEqualTo(end);
    }

    @Test
    void what_is_done_is_shown_on_demand() throws SQLException {
        leaveAConstraint();
        assertThat(Terminal.run("status", "--url", url).exitCode()).isEqualTo(3);
        run(url, "UPDATE t SET c = 'x'");

        Terminal.End resumed = Terminal.run("resume", "--url", url);

        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(Terminal.run("status", "--url", url).out()).startsWith("Nothing is left to do");
        Terminal.End all = Terminal.run("status", "--all", "--url", url);
        assertThat(all.exitCode()).isZero();
        assertThat(all.out())
                .contains("validate constraint few  public.t  done ")
                .contains("Nothing is left to do");
    }

    @Test
    void a_role_that_may_not_use_the_journal_gets_the_grant_that_it_needs() throws SQLException {
        leaveAConstraint();
        String role = "dg_reader_" + ProcessHandle.current().pid();
        run(url, "CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        try {
            Terminal.End end = new Terminal(Map.of("PGPASSWORD", "secret"))
                    .start("status", "--user", role, "--url", url.replaceFirst("\\?.*", ""));

            assertThat(end.exitCode()).isEqualTo(4);
            assertThat(end.err())
                    .startsWith("ddlguard: the role " + role + " may not write ddlguard.journal")
                    .contains("GRANT USAGE ON SCHEMA ddlguard TO " + role
                            + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ddlguard.journal TO " + role)
                    .hasLineCount(1);
        } finally {
            run(url, "DROP ROLE " + role);
        }
    }

    @Test
    void who_may_not_log_in_is_told_where_the_password_is_looked_for() {
        Terminal.End end = Terminal.run("status", "--user", "nobody_at_all", "--url", url.replaceFirst("\\?.*", ""));

        assertThat(end.exitCode()).isEqualTo(4);
        assertThat(end.err())
                .startsWith("ddlguard: cannot connect to jdbc:postgresql://")
                .contains("nobody_at_all")
                .endsWith("The password is looked for in the variable that --password-env names, in the URL, in"
                        + " PGPASSWORD and in ~/.pgpass." + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void a_database_that_is_not_there_is_named() {
        Terminal.End end = Terminal.run("status", "--url", url.replaceFirst("/dg_[^?]*", "/no_such_database"));

        assertThat(end.exitCode()).isEqualTo(4);
        assertThat(end.err())
                .contains("database \"no_such_database\" does not exist")
                .hasLineCount(1);
    }

    private static void run(String url, String... commands) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }
}
