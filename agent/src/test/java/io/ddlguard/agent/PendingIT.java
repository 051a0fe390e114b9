package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.ClosingJob;
import io.ddlguard.agent.job.FlywayJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Flyway job whose migration is committed while what it leaves for after the commit cannot be done. */
class PendingIT {

    private static final String SAID = "The exit code is 3 for that (on-pending: exit).";

    @TempDir
    private Path directory;

    private Table table;

    /** No look at the committed rows can see the orphan: the migration writes it itself. */
    @BeforeEach
    void a_foreign_key_that_its_own_migration_breaks() throws SQLException, IOException {
        table = Table.create();
        table.run("CREATE TABLE parent (id int PRIMARY KEY)");
        table.run("ALTER TABLE t ADD COLUMN parent int");
        Files.writeString(
                Files.createDirectory(directory.resolve("sql")).resolve("V2__parent.sql"),
                "UPDATE t SET parent = 99 WHERE id = 1;\n"
                        + "ALTER TABLE t ADD CONSTRAINT t_parent FOREIGN KEY (parent) REFERENCES parent (id);\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void ends_with_3_until_the_work_is_done_and_never_runs_the_migration_again(String flyway) throws Exception {
        JobJvm.End first = deploy(flyway, "exit", FlywayJob.class);

        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(3);
        assertThat(first.lines()).contains("executed 1");
        assertThat(first.err()).contains("PENDING").contains(SAID);
        assertThat(history()).isEqualTo("1,2");
        assertThat(isValid()).isEqualTo("f");

        // A job that is started again does not turn green by it.
        JobJvm.End again = deploy(flyway, "exit", FlywayJob.class);

        assertThat(again.exitCode()).as(again.out() + again.err()).isEqualTo(3);
        assertThat(again.lines()).contains("executed 0");
        assertThat(history()).isEqualTo("1,2");

        table.run("UPDATE t SET parent = NULL");
        JobJvm.End mended = deploy(flyway, "exit", FlywayJob.class);

        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
        assertThat(mended.lines()).contains("executed 0");
        assertThat(mended.err()).doesNotContain("PENDING", SAID);
        assertThat(isValid()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void ends_as_the_tool_does_where_it_is_only_reported(String flyway) throws Exception {
        JobJvm.End end = deploy(flyway, "report", FlywayJob.class);

        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        assertThat(end.lines()).contains("executed 1");
        assertThat(end.err()).contains("PENDING").doesNotContain(SAID);
        assertThat(history()).isEqualTo("1,2");
        assertThat(isValid()).isEqualTo("f");
    }

    @Test
    void lets_the_jobs_own_shutdown_come_to_its_end() throws Exception {
        table.run("CREATE TABLE closed (id int)");

        JobJvm.End end = deploy("11", "exit", ClosingJob.class);

        assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(3);
        assertThat(end.lines()).contains("closed");
        assertThat(table.ask("SELECT count(*) FROM closed")).isEqualTo("1");
    }

    private JobJvm.End deploy(String flyway, String onPending, Class<?> job) throws Exception {
        Path policy = Files.writeString(
                directory.resolve("ddlguard.yaml"), "version: 1\ndefaults:\n  on-pending: " + onPending + "\n");
        return JobJvm.guarded("config=" + policy)
                .withFlyway(flyway)
                .run(job, table.url(), directory.resolve("sql").toString());
    }

    private String history() throws SQLException {
        return table.ask("SELECT string_agg(version, ',') FROM flyway_schema_history WHERE success");
    }

    private String isValid() throws SQLException {
        return table.ask("SELECT convalidated FROM pg_constraint WHERE conname = 't_parent'");
    }
}
