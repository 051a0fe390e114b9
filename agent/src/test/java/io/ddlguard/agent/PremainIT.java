package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.EarlyAgent;
import io.ddlguard.agent.job.ForeignLoader;
import io.ddlguard.agent.job.Hello;
import io.ddlguard.testpostgres.JobJvm;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PremainIT {

    private static final String HARMFUL = "ALTER TABLE t DROP COLUMN c";

    @Test
    void a_wrong_argument_ends_the_jvm_before_main() throws Exception {
        JobJvm.End end = JobJvm.guarded("enviroment=prod").run(Hello.class);

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .isEqualToIgnoringNewLines("ddlguard does not know the argument 'enviroment'."
                        + " Write config=PATH, env=NAME or scope=deploy|always, separated by commas.");
    }

    @Test
    void a_jvm_without_pgjdbc_loads_three_classes_of_the_agent_and_no_engine() throws Exception {
        assertThat(loadedBy(JobJvm.guarded()))
                .filteredOn(name -> name.startsWith("io.ddlguard.") && !name.endsWith(".Hello"))
                .containsExactlyInAnyOrder(
                        "io.ddlguard.agent.Premain",
                        "io.ddlguard.agent.PgjdbcTransformer",
                        "io.ddlguard.guard.Settings");
    }

    @Test
    void premain_leaves_logging_channels_and_jmx_to_the_application() throws Exception {
        Set<String> byAgent = new TreeSet<>(loadedBy(JobJvm.guarded()));
        byAgent.removeAll(loadedBy(JobJvm.plain()));

        assertThat(byAgent)
                .contains("io.ddlguard.agent.Premain")
                .noneMatch(name -> name.startsWith("java.util.logging.")
                        || name.startsWith("java.nio.channels.")
                        || name.startsWith("java.lang.management.")
                        || name.startsWith("javax.management."));
    }

    private static List<String> loadedBy(JobJvm jvm) throws Exception {
        JobJvm.End end = jvm.option("-Xshare:auto")
                .option("-Xlog:class+load:stdout:none")
                .run(Hello.class);
        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(end.lines()).contains("hello");
        return end.lines().stream().map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void a_policy_that_cannot_be_read_stops_the_job_before_it_connects() throws Exception {
        JobJvm.End end = JobJvm.guarded("config=/no/such/policy.yaml")
                .run(
                        ForeignLoader.class,
                        "child",
                        Drivers.newest().toString(),
                        "jdbc:postgresql://nowhere.invalid/x",
                        "");

        assertThat(end.out()).as(end.err()).startsWith("DG003 ").contains("/no/such/policy.yaml");
    }

    @Test
    void a_driver_in_a_child_loader_is_guarded() throws Exception {
        Table table = Table.create();

        JobJvm.End end = JobJvm.guarded()
                .run(ForeignLoader.class, "child", Drivers.newest().toString(), table.url(), HARMFUL);

        assertThat(end.out()).as(end.err()).startsWith("DG001 ");
        assertThat(table.columns()).isEqualTo("id,c");
    }

    @Test
    void a_driver_whose_loader_does_not_see_the_agent_does_not_connect() throws Exception {
        Table table = Table.create();
        Path driver = Drivers.newest();

        JobJvm.End end = JobJvm.guarded().run(ForeignLoader.class, "blind", driver.toString(), table.url(), HARMFUL);

        assertThat(end.out())
                .as(end.err())
                .startsWith("DG005 ddlguard: this pgjdbc cannot be guarded, and is not let run unguarded."
                        + " org.postgresql.Driver of " + driver.toUri().toURL()
                        + ": its class loader java.net.URLClassLoader@")
                .contains(" does not see the classes of the agent. ");
        assertThat(table.columns()).isEqualTo("id,c");
    }

    @Test
    void a_driver_that_an_earlier_agent_loaded_ends_the_jvm(@TempDir Path directory) throws Exception {
        JobJvm.End end = JobJvm.plain()
                .option("-javaagent:" + agentJar(directory, EarlyAgent.class))
                .option("-javaagent:" + JobJvm.agent())
                .with(Drivers.newest())
                .run(Hello.class);

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .isEqualToIgnoringNewLines(
                        "ddlguard: org.postgresql.Driver was loaded before the agent, so it cannot be"
                                + " guarded. Name -javaagent:ddlguard.jar before the other agents.");
    }

    private static Path agentJar(Path directory, Class<?> premain) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), premain.getName());
        Path jar = directory.resolve("early.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            entries.finish();
        }
        return jar;
    }

    @Test
    void the_jar_started_as_a_program_says_how_it_is_attached() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        JobJvm.End end = JobJvm.run(List.of(java, "-jar", JobJvm.agent().toString()));

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.err()).contains("java -javaagent:ddlguard.jar");
    }
}
