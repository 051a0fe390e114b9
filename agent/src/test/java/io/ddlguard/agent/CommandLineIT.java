package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.FlywayJob;
import io.ddlguard.testpostgres.JobJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar ddlguard.jar}, with no driver on the class path but the one inside. */
class CommandLineIT {

    @TempDir
    private Path migrations;

    private Table table;

    @BeforeEach
    void a_table() throws Exception {
        table = Table.create();
    }

    @Test
    void tells_what_is_left_and_does_it_when_it_can() throws Exception {
        assertThat(run("status").out())
                .contains("Nothing is left to do for the role postgres", "there is no ddlguard.journal");
        table.run("CREATE TABLE parent (id int PRIMARY KEY)");
        Files.writeString(
                migrations.resolve("V2__key.sql"),
                "UPDATE t SET id = id;\nALTER TABLE t ADD CONSTRAINT t_parent FOREIGN KEY (id) REFERENCES parent;");
        deploy();

        JobJvm.End status = run("status");
        assertThat(status.exitCode()).as(status.err()).isEqualTo(3);
        assertThat(status.out())
                .containsPattern("validate constraint t_parent +public.t +failed +\\d+ s +1 +23503: insert or update on"
                        + " table \"t\" violates foreign key constraint \"t_parent\"\n")
                .contains("1 step is left to do for the role postgres");

        JobJvm.End inVain = run("resume");
        assertThat(inVain.exitCode()).isEqualTo(3);
        assertThat(inVain.err()).contains("ddlguard ERROR PENDING");

        table.run("INSERT INTO parent SELECT id FROM t");
        JobJvm.End resumed = run("resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out()).startsWith("Nothing is left to do for the role postgres");
        assertThat(table.ask("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
        assertThat(run("status", "--all").out()).containsPattern("validate constraint t_parent +public.t +done ");
        assertThat(run("status", "--all", "--format", "json").out())
                .startsWith("{\"version\":1,\"rows\":[{")
                .contains("\"state\":\"done\"");
    }

    @Test
    void explains_what_is_wrong_and_ends_with_the_code_for_it() throws Exception {
        JobJvm.End none = JobJvm.plain().run(JobJvm.agent());
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err())
                .contains("-javaagent:ddlguard.jar")
                .contains("status")
                .contains("resume");

        JobJvm.End noUrl = JobJvm.plain().run(JobJvm.agent(), "status");
        assertThat(noUrl.exitCode()).isEqualTo(2);
        assertThat(noUrl.err()).contains("Missing required option: '--url=URL'");

        JobJvm.End otherUrl = JobJvm.plain().run(JobJvm.agent(), "status", "--url", "jdbc:mysql://localhost/x");
        assertThat(otherUrl.exitCode()).isEqualTo(2);
        assertThat(otherUrl.err()).contains("the URL begins with jdbc:postgresql:");

        JobJvm.End unreachable = JobJvm.plain()
                .run(JobJvm.agent(), "status", "--url", "jdbc:postgresql://localhost:1/x?password=geheim");
        assertThat(unreachable.exitCode()).isEqualTo(4);
        assertThat(unreachable.err())
                .contains(
                        "ddlguard: cannot connect to jdbc:postgresql://localhost:1/x: Connection to localhost:1 refused")
                .hasLineCount(1)
                .doesNotContain("geheim")
                .doesNotContain("\tat ");

        JobJvm.End noPolicy =
                run("status", "--config", migrations.resolve("none.yml").toString());
        assertThat(noPolicy.exitCode()).isEqualTo(2);
        assertThat(noPolicy.err()).contains("none.yml").doesNotContain("\tat ");
    }

    /** As in a shell that guards its deploys by JAVA_TOOL_OPTIONS. */
    @Test
    void changes_nothing_where_the_agent_is_attached_to_it() throws Exception {
        table.run("CREATE TABLE parent (id int PRIMARY KEY)");
        Files.writeString(
                migrations.resolve("V2__key.sql"),
                "UPDATE t SET id = id;\nALTER TABLE t ADD CONSTRAINT t_parent FOREIGN KEY (id) REFERENCES parent;");
        deploy();
        table.run("INSERT INTO parent SELECT id FROM t");

        JobJvm.End end = JobJvm.guarded("scope=always").run(JobJvm.agent(), "status", "--url", table.url());

        assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(3);
        assertThat(end.err()).isEmpty();
    }

    @Test
    void never_shows_a_password_that_stands_where_the_driver_does_not_expect_it() throws Exception {
        JobJvm.End end =
                JobJvm.plain().run(JobJvm.agent(), "resume", "--url", "jdbc:postgresql://deploy:geheim@localhost/shop");

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.err()).contains("this is no URL of PostgreSQL's driver").doesNotContain("geheim");
    }

    @Test
    void leaves_no_driver_behind(@TempDir Path directory) throws Exception {
        JobJvm.End end = JobJvm.plain()
                .option("-Djava.io.tmpdir=" + directory)
                .run(JobJvm.agent(), "status", "--url", table.url());

        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    private void deploy() throws Exception {
        JobJvm.guarded("scope=deploy")
                .with(Drivers.newest())
                .withAll(Path.of(System.getProperty("ddlguard.test.flyway"), "11"))
                .run(FlywayJob.class, table.url(), migrations.toString());
    }

    private JobJvm.End run(String command, String... more) throws Exception {
        String[] arguments = new String[more.length + 3];
        arguments[0] = command;
        arguments[1] = "--url";
        arguments[2] = table.url();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return JobJvm.plain().run(JobJvm.agent(), arguments);
    }
}
