package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.FlywayJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar ddlguard.jar}, with nothing else on the class path. */
class CommandLineIT {

    @TempDir
    private Path directory;

    @Test
    void shows_and_does_what_a_deploy_has_left() throws Exception {
        Table table = Table.create();
        leaveAConstraintThatNoRowKeeps(table);

        JobJvm.End status = ddlguard("status", "--url", table.url());
        assertThat(status.exitCode()).as(status.out() + status.err()).isEqualTo(3);
        assertThat(status.err()).isEmpty();
        assertThat(status.out())
                .contains(
                        "WHAT ",
                        "validate constraint few ",
                        " public.t ",
                        " failed ",
                        "23514: check constraint \"few\"")
                .contains("1 step is left to do for the role postgres in the database ");

        JobJvm.End stuck = ddlguard("resume", "--url", table.url());
        assertThat(stuck.exitCode()).as(stuck.out() + stuck.err()).isEqualTo(3);
        assertThat(stuck.err()).contains("ddlguard ERROR PENDING: ");
        assertThat(stuck.out()).contains("validate constraint few ");

        table.run("UPDATE t SET c = 'x'");
        JobJvm.End done = ddlguard("resume", "--url", table.url());
        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        assertThat(done.err()).contains("VALIDATE CONSTRAINT \"few\";").contains("after the commit: done");
        assertThat(done.out()).startsWith("Nothing is left to do for the role postgres in the database ");
        assertThat(table.ask("SELECT convalidated FROM pg_constraint WHERE conname = 'few'"))
                .isEqualTo("t");

        JobJvm.End json = ddlguard("status", "--all", "--format", "json", "--url", table.url());
        assertThat(json.exitCode()).isZero();
        assertThat(json.out()).startsWith("{\"version\":1,\"rows\":[{").contains("\"state\":\"done\"");
    }

    /** As in a shell that guards its deploys by JAVA_TOOL_OPTIONS. */
    @Test
    void is_not_in_its_own_way_where_the_agent_is_attached_to_it() throws Exception {
        Table table = Table.create();

        JobJvm.End end =
                ddlguard(List.of("-javaagent:" + JobJvm.agent() + "=scope=always"), "status", "--url", table.url());

        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        assertThat(end.out()).contains("there is no ddlguard.journal");
    }

    @Test
    void says_how_the_jar_is_used_to_those_who_just_start_it() throws Exception {
        JobJvm.End end = ddlguard();

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.out()).isEmpty();
        assertThat(end.err()).contains("status", "resume", "java -javaagent:ddlguard.jar");
    }

    @Test
    void knows_its_version() throws Exception {
        JobJvm.End end = ddlguard("--version");

        assertThat(end.exitCode()).isZero();
        assertThat(end.out()).startsWith("ddlguard 0.");
    }

    @Test
    void leaves_no_driver_behind() throws Exception {
        JobJvm.End end = ddlguard(
                List.of("-Djava.io.tmpdir=" + directory),
                "status",
                "--url",
                Table.create().url());

        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void ends_with_4_where_there_is_no_server() throws Exception {
        JobJvm.End end = ddlguard("status", "--url", "jdbc:postgresql://localhost:1/shop?user=deploy&password=secret");

        assertThat(end.exitCode()).isEqualTo(4);
        assertThat(end.err())
                .startsWith("ddlguard: cannot connect to jdbc:postgresql://localhost:1/shop: Connection to ")
                .hasLineCount(1)
                .doesNotContain("secret");
    }

    @Test
    void never_shows_a_password_that_stands_where_the_driver_does_not_expect_it() throws Exception {
        JobJvm.End end = ddlguard("resume", "--url", "jdbc:postgresql://deploy:secret@localhost/shop");

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.err()).contains("this is no URL of PostgreSQL's driver").doesNotContain("secret");
    }

    private void leaveAConstraintThatNoRowKeeps(Table table) throws Exception {
        Path sql = Files.createDirectory(directory.resolve("sql"));
        Files.writeString(
                sql.resolve("V2__few.sql"),
                "UPDATE t SET c = 'y' WHERE id = 1;\nALTER TABLE t ADD CONSTRAINT few CHECK (c = 'x');\n");
        JobJvm.End deploy =
                JobJvm.guarded("scope=deploy").withFlyway("11").run(FlywayJob.class, table.url(), sql.toString());
        assertThat(deploy.exitCode()).as(deploy.out() + deploy.err()).isZero();
    }

    private static JobJvm.End ddlguard(String... arguments) throws Exception {
        return ddlguard(List.of(), arguments);
    }

    private static JobJvm.End ddlguard(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", JobJvm.agent().toString()));
        command.addAll(List.of(arguments));
        return JobJvm.run(command);
    }
}
