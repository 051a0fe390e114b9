package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.ClosingJob;
import io.ddlguard.agent.job.FlywayJob;
import io.ddlguard.testpostgres.JobJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real Flyway with its default settings in a JVM of its own, with the agent and nothing else. */
class FlywayIT {

    private static final Path FLYWAYS = Path.of(System.getProperty("ddlguard.test.flyway"));

    @TempDir
    private Path migrations;

    private Table table;

    @BeforeEach
    void a_table_and_a_record_of_what_reaches_the_server() throws SQLException {
        table = Table.create();
        table.run("CREATE TABLE arrived (id int GENERATED ALWAYS AS IDENTITY, query text)");
        table.run("CREATE FUNCTION record() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO arrived (query) VALUES (current_query()); END $$");
        table.run("CREATE EVENT TRIGGER recorder ON ddl_command_start EXECUTE FUNCTION record()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void an_index_on_a_table_in_use_is_built_concurrently_inside_flyways_own_transaction(String flyway)
            throws Exception {
        migration("V2__index.sql", "-- why not\nCREATE INDEX t_c ON t (c);\nCREATE UNIQUE INDEX ON t (id, c);");

        JobJvm.End end = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        assertThat(table.indexes()).isEqualTo("t_c,t_id_c_idx,t_pkey");
        assertThat(arrived("CREATE INDEX CONCURRENTLY \"_dg_%\" ON \"public\".\"t\" (c)"))
                .isEqualTo("1");
        assertThat(arrived("CREATE UNIQUE INDEX CONCURRENTLY \"_dg_%\" ON \"public\".\"t\" (id, c)"))
                .isEqualTo("1");
        assertThat(arrived("%CREATE INDEX t_c%")).isEqualTo("0");
        assertThat(table.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
        assertThat(table.ask("SELECT string_agg(version, ',') FROM flyway_schema_history WHERE success"))
                .isEqualTo("1,2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void the_same_migration_stops_writers_without_the_agent_and_does_not_with_it(String flyway) throws Exception {
        migration("V2__index.sql", "CREATE INDEX t_c ON t (c);\nDO $$ BEGIN PERFORM pg_sleep(2); END $$;");

        int stoppedGuarded = writersStoppedDuring(guarded(flyway));
        assertThat(table.indexes()).isEqualTo("t_c,t_pkey");
        a_table_and_a_record_of_what_reaches_the_server();
        int stoppedRaw = writersStoppedDuring(with(JobJvm.plain(), flyway));

        assertThat(stoppedRaw).isPositive();
        assertThat(stoppedGuarded).isZero();
    }

    /** flyway#3497, #3531: without the agent it waits for the snapshot of Flyway's own lock connection, for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void an_index_that_is_concurrent_as_written_is_not_held_up_by_flyways_own_lock(String flyway) throws Exception {
        migration("V2__index.sql", "CREATE INDEX CONCURRENTLY t_c ON t (c);");

        JobJvm.End end = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        assertThat(table.indexes()).isEqualTo("t_c,t_pkey");
        assertThat(table.ask("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void a_table_made_by_the_migration_gets_its_plain_index(String flyway) throws Exception {
        migration("V2__new.sql", "CREATE TABLE fresh (id int, c text);\nCREATE INDEX fresh_c ON fresh (c);");

        JobJvm.End end = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        assertThat(arrived("CREATE INDEX fresh_c ON fresh (c)")).isEqualTo("1");
        assertThat(arrived("%CONCURRENTLY%")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void a_unique_index_over_duplicates_fails_the_migration_as_ever_and_leaves_nothing(String flyway) throws Exception {
        migration("V2__unique.sql", "CREATE TABLE before (id int);\nCREATE UNIQUE INDEX t_c ON t (c);");

        JobJvm.End end = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).isOne();
        assertThat(end.lines()).as(end.err()).contains("failed 23505");
        assertThat(end.out()).contains("could not create unique index \"t_c\"").contains("Key (c)=(x) is duplicated");
        assertThat(table.indexes()).as(end.out() + end.err()).isEqualTo("t_pkey");
        assertThat(table.ask("SELECT to_regclass('before')")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void a_migration_that_fails_later_takes_its_index_along(String flyway) throws Exception {
        migration("V2__fails.sql", "CREATE INDEX t_c ON t (c);\nINSERT INTO nowhere VALUES (1);");

        JobJvm.End end = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.lines()).as(end.err()).contains("failed 42P01");
        assertThat(table.indexes()).as(end.out() + end.err()).isEqualTo("t_pkey");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void a_dropped_column_is_refused_and_the_policy_lets_it_through_by_name(String flyway) throws Exception {
        migration("V2__contract.sql", "ALTER TABLE t DROP COLUMN c;");

        JobJvm.End refused = guarded(flyway).run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(refused.exitCode()).isOne();
        assertThat(refused.lines()).as(refused.err()).contains("failed DG001");
        assertThat(refused.out().replaceAll("\\s+", " "))
                .contains("public.t (about 1,000 rows")
                .contains("ACCESS EXCLUSIVE")
                .contains("on: public.t.c");
        assertThat(table.columns()).isEqualTo("id,c");

        Path policy = Files.writeString(
                migrations.resolve("ddlguard.yml"),
                "version: 1\nallow:\n  - rule: drop-column\n    on: public.t.c\n    reason: nobody reads it\n");
        JobJvm.End allowed = with(JobJvm.guarded("config=" + policy), flyway)
                .run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(allowed.exitCode()).as(allowed.out() + allowed.err()).isZero();
        assertThat(table.columns()).isEqualTo("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void a_broken_policy_stops_the_job_before_its_first_statement(String flyway) throws Exception {
        migration("V2__new.sql", "CREATE TABLE fresh (id int);");
        Path policy = Files.writeString(migrations.resolve("ddlguard.yml"), "version: 1\ndefaults:\n  mod: observe\n");

        JobJvm.End end = with(JobJvm.guarded("config=" + policy), flyway)
                .run(FlywayJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).isNotZero();
        assertThat(end.out() + end.err()).contains("ddlguard.yml:3:3").contains("Did you mean 'mode'?");
        assertThat(table.ask("SELECT to_regclass('flyway_schema_history')")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"11, report, 0", "11, exit, 3", "13, exit, 3"})
    void what_is_left_undone_makes_the_exit_code_that_the_policy_says_and_no_migration_runs_twice(
            String flyway, String onPending, int exitCode) throws Exception {
        table.run("CREATE TABLE parent (id int PRIMARY KEY)");
        // What the migration itself writes, nobody can look at before it commits.
        migration("V2__key.sql", "UPDATE t SET id = id;\nALTER TABLE t ADD FOREIGN KEY (id) REFERENCES parent;");
        Path policy = Files.writeString(
                migrations.resolve("ddlguard.yml"), "version: 1\ndefaults:\n  on-pending: " + onPending + "\n");
        JobJvm job = with(JobJvm.guarded("config=" + policy), flyway);

        JobJvm.End first = job.run(FlywayJob.class, table.url(), migrations.toString());
        assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(exitCode);
        assertThat(first.err()).contains("PENDING").doesNotContain("Key (id)");
        assertThat(history()).isEqualTo("1,2");

        JobJvm.End second = job.run(FlywayJob.class, table.url(), migrations.toString());
        assertThat(second.exitCode()).as(second.out() + second.err()).isEqualTo(exitCode);
        assertThat(second.lines()).contains("executed 0");

        table.run("INSERT INTO parent SELECT id FROM t");
        JobJvm.End third = job.run(FlywayJob.class, table.url(), migrations.toString());
        assertThat(third.exitCode()).as(third.out() + third.err()).isZero();
        assertThat(table.ask("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
    }

    @Test
    void the_exit_code_for_what_is_left_undone_lets_the_jobs_own_shutdown_come_to_its_end() throws Exception {
        table.run("CREATE TABLE closed (id int)");
        table.run("CREATE TABLE parts (id int) PARTITION BY LIST (id)");
        table.run("CREATE TABLE part PARTITION OF parts DEFAULT");
        table.run("INSERT INTO parts VALUES (1)");
        migration("V2__check.sql", "UPDATE t SET c = 'y';\nALTER TABLE t ADD CONSTRAINT few CHECK (c = 'x');");
        migration("V3__index.sql", "CREATE INDEX ON parts (id);");
        Path policy =
                Files.writeString(migrations.resolve("ddlguard.yml"), "version: 1\ndefaults:\n  on-pending: exit\n");

        JobJvm.End end = with(JobJvm.guarded("config=" + policy), "11")
                .run(ClosingJob.class, table.url(), migrations.toString());

        assertThat(end.exitCode()).as(end.out() + end.err()).isEqualTo(3);
        assertThat(end.lines()).as(end.out() + end.err()).contains("closed");
        assertThat(end.err())
                .containsOnlyOnce("the locks of this job that stop others")
                .contains("ACCESS EXCLUSIVE on public.t: held for")
                // Of a step on the second connection.
                .contains("SHARE on public.parts: held for");
        assertThat(table.ask("SELECT count(*) FROM closed")).isEqualTo("1");
    }

    private String history() throws SQLException {
        return table.ask("SELECT string_agg(version, ',' ORDER BY installed_rank) FROM flyway_schema_history WHERE"
                + " success");
    }

    /** How often an insert had to wait longer than a quarter of a second for its lock. */
    private int writersStoppedDuring(JobJvm job) throws Exception {
        AtomicBoolean deployed = new AtomicBoolean();
        AtomicInteger stopped = new AtomicInteger();
        Thread writer = new Thread(() -> {
            try (Connection connection = DriverManager.getConnection(table.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("SET lock_timeout = '250ms'");
                while (!deployed.get()) {
                    try {
                        statement.execute("UPDATE t SET c = c WHERE id = 1");
                    } catch (SQLException e) {
                        assertThat(e.getSQLState()).isEqualTo("55P03");
                        stopped.incrementAndGet();
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        try {
            JobJvm.End end = job.run(FlywayJob.class, table.url(), migrations.toString());
            assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        } finally {
            deployed.set(true);
            writer.join();
        }
        return stopped.get();
    }

    private void migration(String name, String sql) throws IOException {
        Files.writeString(migrations.resolve(name), sql);
    }

    private String arrived(String pattern) throws SQLException {
        return table.ask("SELECT count(*) FROM arrived WHERE query LIKE '" + pattern.replace("_", "\\_") + "'");
    }

    /** A deploy, so enforced without being told. */
    private static JobJvm guarded(String flyway) {
        return with(JobJvm.guarded("scope=deploy"), flyway);
    }

    private static JobJvm with(JobJvm jvm, String flyway) {
        return jvm.with(Drivers.newest()).withAll(FLYWAYS.resolve(flyway));
    }
}
