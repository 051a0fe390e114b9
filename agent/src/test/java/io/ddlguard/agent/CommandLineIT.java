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
        assertThat(run("status").out()).isEqualTo("Nothing is left to do.\n");
        table.run("CREATE TABLE parent (id int PRIMARY KEY)");
        Files.writeString(
                migrations.resolve("V2__key.sql"),
                "UPDATE t SET id = id;\nALTER TABLE t ADD CONSTRAINT t_parent FOREIGN KEY (id) REFERENCES parent;");
        JobJvm.guarded("scope=deploy")
                .with(Drivers.newest())
                .withAll(Path.of(System.getProperty("ddlguard.test.flyway"), "11"))
                .run(FlywayJob.class, table.url(), migrations.toString());

        JobJvm.End status = run("status");
        assertThat(status.exitCode()).as(status.err()).isEqualTo(3);
        assertThat(status.out())
                .containsPattern("failed   validate constraint t_parent, written 20.*, tried 1 times\n"
                        + " +23503: insert or update on table \"t\" violates foreign key constraint \"t_parent\"\n");

        JobJvm.End inVain = run("resume");
        assertThat(inVain.exitCode()).isEqualTo(3);
        assertThat(inVain.err()).contains("ddlguard ERROR PENDING");

        table.run("INSERT INTO parent SELECT id FROM t");
        JobJvm.End resumed = run("resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(resumed.out()).isEqualTo("Nothing is left to do.\n");
        assertThat(table.ask("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
        assertThat(run("status", "--all").out()).contains("done     validate constraint t_parent");
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
        assertThat(otherUrl.err()).contains("--url has to begin with jdbc:postgresql:");

        JobJvm.End unreachable = JobJvm.plain()
                .run(JobJvm.agent(), "status", "--url", "jdbc:postgresql://localhost:1/x?password=geheim");
        assertThat(unreachable.exitCode()).isEqualTo(4);
        assertThat(unreachable.err())
                .contains("ddlguard: the database could not be asked (08001): Connection to localhost:1 refused")
                .doesNotContain("geheim")
                .doesNotContain("\tat ");

        JobJvm.End noPolicy =
                run("status", "--config", migrations.resolve("none.yml").toString());
        assertThat(noPolicy.exitCode()).isEqualTo(2);
        assertThat(noPolicy.err()).contains("none.yml").doesNotContain("\tat ");
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
