package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.FlywayJob;
import io.ddlguard.clients.job.LiquibaseJob;
import io.ddlguard.clients.job.ScriptJob;
import io.ddlguard.testpostgres.JobJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be done beside the transaction is done when it has committed, before the client goes on. */
class AfterCommitIT {

    @TempDir
    private Path directory;

    private String policy = "";

    @BeforeEach
    void a_policy_that_lets_unique_indexes_come_after_the_commit() throws Exception {
        policy = "-Dddlguard.config="
                + Files.writeString(
                        directory.resolve("ddlguard.yaml"), "version: 1\ndefaults: {unique-after-commit: true}\n");
    }

    /** The commonest migration of all: a column and all that belongs to it. */
    @ParameterizedTest
    @CsvSource({"11, true", "13, false"})
    void a_column_with_its_indexes_keys_and_checks_in_one_migration(String flyway, String group) throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    Rehearsal.succeeded(jvm(door)
                            .withAll(Clients.flyway(flyway))
                            .run(
                                    FlywayJob.class,
                                    "flyway.url=" + door.url(shop.url()),
                                    "flyway.locations=classpath:flyway/after",
                                    "flyway.baselineOnMigrate=true",
                                    "flyway.group=" + group,
                                    "migrate",
                                    "validate"));
                    return shop.rows("SELECT version, success FROM flyway_schema_history ORDER BY installed_rank");
                },
                shop -> {
                    shop.builtConcurrently("(coupon_id)");
                    shop.builtUniqueConcurrently("(coupon_id)");
                    assertThat(shop.arrived())
                            .anyMatch(sql -> sql.matches("(?s).*FOREIGN KEY.*NOT VALID.*"))
                            .anyMatch(sql -> sql.matches("(?s).*CHECK \\(total >= 0\\).*NOT VALID.*"))
                            .anyMatch(sql -> sql.matches("(?s).*VALIDATE CONSTRAINT.*orders_customer.*"))
                            .anyMatch(sql -> sql.matches("(?s).*VALIDATE CONSTRAINT.*orders_total_check.*"));
                    holdsNothingPending(shop);
                    hadRecorded(shop, "CREATE INDEX CONCURRENTLY%", 2);
                    hadRecorded(shop, "%VALIDATE CONSTRAINT%", 2);
                });

        assertThat(rehearsal.history()).containsExactly("1|t", "2|t");
    }

    @Test
    void an_index_of_a_change_set_that_is_taken_back_in_its_transaction() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_CLASS,
                (shop, door) -> {
                    Rehearsal.succeeded(Clients.withLiquibase("5", jvm(door))
                            .run(
                                    LiquibaseJob.class,
                                    door.url(shop.url()),
                                    door.driverClass(),
                                    "liquibase/taken-back.xml",
                                    "update",
                                    "rollback-count-1"));
                    return shop.rows("SELECT id, exectype FROM databasechangelog");
                },
                shop -> {
                    shop.builtConcurrently("(coupon_id)", "(email)");
                    assertThat(shop.arrived()).anyMatch(sql -> sql.startsWith("DROP INDEX CONCURRENTLY"));
                    holdsNothingPending(shop);
                    hadRecorded(shop, "CREATE INDEX CONCURRENTLY%(coupon_id)", 1);
                });

        assertThat(rehearsal.history()).containsExactly("coupon of an order|EXECUTED");
    }

    @Test
    void an_index_behind_a_write_in_one_string() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> Rehearsal.succeeded(jvm(door)
                                .option("-Dddlguard.scope=always")
                                .run(ScriptJob.class, door.url(shop.url()), "whole:indexes"))
                        .lines(),
                shop -> {
                    shop.builtConcurrently("(customer_id, total)");
                    holdsNothingPending(shop);
                });

        assertThat(rehearsal.history()).containsExactly("indexes [0, 3, 0, 1000]");
    }

    private JobJvm jvm(Door door) {
        return door.jvm().option(policy);
    }

    /** A death after the commit must not find a migration that is committed and not in the tool's history. */
    private static void hadRecorded(Shop shop, String query, int migrations) throws SQLException {
        assertThat(shop.rows("SELECT DISTINCT recorded >= " + migrations + " FROM recorder.arrived WHERE query LIKE '"
                        + query + "'"))
                .containsExactly("t");
    }

    private static void holdsNothingPending(Shop shop) throws SQLException {
        assertThat(shop.rows("SELECT kind, state, error FROM ddlguard.journal"
                        + " WHERE state IN ('planned', 'running', 'failed')"))
                .isEmpty();
    }
}
