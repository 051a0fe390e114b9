package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.FlywayJob;
import io.ddlguard.testpostgres.JobJvm;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flyway by its settings: what it sends, in which transactions, is another thing with each. */
class FlywayIT {

    private static final String NEWEST = "13";
    private static final String BASELINED = "flyway.baselineOnMigrate=true";
    private static final String HISTORY = """
            SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history
            ORDER BY installed_rank""";

    @ParameterizedTest
    @ValueSource(strings = {"11", NEWEST})
    void versioned_repeatable_and_java_migrations_upon_a_baseline(String version) throws Exception {
        String locations = "flyway.locations=classpath:flyway/plain,classpath:io/ddlguard/clients/job/migration";
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    succeeds(
                            version, shop, door, locations, "flyway.placeholders.aggregate=sum", "baseline", "migrate");
                    // Another text of the repeatable migration, so that it is run again.
                    succeeds(
                            version, shop, door, locations, "flyway.placeholders.aggregate=max", "migrate", "validate");
                    return history(shop);
                },
                shop -> {
                    shop.builtConcurrently("(email)", "(total)", "(customer_id)", "(coupon_id)");
                    shop.builtUniqueConcurrently("(id, email)");
                    assertThat(shop.arrived()).anyMatch(sql -> sql.contains("CREATE INDEX coupons_code ON coupons"));
                });

        assertThat(rehearsal.history()).hasSize(6).allMatch(row -> row.endsWith("|t"));
    }

    @Test
    void all_migrations_in_one_transaction_by_group() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    succeeds(NEWEST, shop, door, "flyway.group=true", in("group"), BASELINED, "migrate");
                    return history(shop);
                },
                shop -> shop.builtConcurrently("(email)", "(customer_id)"));

        assertThat(rehearsal.history()).hasSize(4);
    }

    @Test
    void statements_of_both_kinds_in_one_migration_by_mixed() throws Exception {
        Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    succeeds(
                            NEWEST,
                            shop,
                            door,
                            "flyway.mixed=true",
                            in("mixed"),
                            lock(door, "true"),
                            BASELINED,
                            "migrate");
                    return history(shop);
                },
                shop -> {
                    shop.builtConcurrently("(total)");
                    assertThat(shop.rows("SELECT total FROM orders WHERE id = 1"))
                            .containsExactly("2.00");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void an_index_that_is_concurrent_as_written_with_the_lock_in_a_transaction_and_not(String lock) throws Exception {
        Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    succeeds(NEWEST, shop, door, in("concurrent"), lock(door, lock), BASELINED, "migrate");
                    return history(shop);
                },
                shop -> shop.builtConcurrently("(email)"));
    }

    @ParameterizedTest
    @CsvSource({"transactional, false, orders_pkey", "mixed, true, 'orders_email,orders_pkey,orders_total'"})
    void a_migration_that_fails_is_mended_repaired_and_run_again(String kind, String mixed, String left)
            throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    // With the lock in a transaction, Flyway's row of the failure is rolled back along with it.
                    String[] settings = {"flyway.mixed=" + mixed, lock(door, "false"), BASELINED};
                    JobJvm.End failed = run(NEWEST, shop, door, settings, in("broken/" + kind), "migrate");
                    assertThat(failed.lines()).as(failed.err()).contains("failed 42P01");
                    assertThat(String.join(",", shop.indexes("orders"))).isEqualTo(left);
                    List<String> history = new ArrayList<>(history(shop));
                    Rehearsal.succeeded(run(NEWEST, shop, door, settings, in("mended/" + kind), "repair", "migrate"));
                    history.addAll(history(shop));
                    return history;
                },
                shop -> shop.builtConcurrently(kind.equals("mixed") ? "(total)" : "(email)"));

        assertThat(rehearsal.history().get(rehearsal.history().size() - 1))
                .startsWith("2|2|find orders|")
                .endsWith("|t");
    }

    private static String in(String folder) {
        return "flyway.locations=classpath:flyway/" + folder;
    }

    /** Raw, a concurrent build waits for ever for the transaction in which Flyway holds its lock (flyway#3497). */
    private static String lock(Door door, String transactional) {
        return "flyway.postgresql.transactional.lock=" + (door == Door.RAW ? "false" : transactional);
    }

    private static List<String> history(Shop shop) throws SQLException {
        return shop.rows(HISTORY);
    }

    private static void succeeds(String version, Shop shop, Door door, String... arguments) throws Exception {
        Rehearsal.succeeded(run(version, shop, door, arguments));
    }

    private static JobJvm.End run(String version, Shop shop, Door door, String[] settings, String... arguments)
            throws Exception {
        List<String> all = new ArrayList<>(List.of("flyway.url=" + door.url(shop.url())));
        all.addAll(Arrays.asList(settings));
        all.addAll(Arrays.asList(arguments));
        return door.jvm().withAll(Clients.flyway(version)).run(FlywayJob.class, all.toArray(String[]::new));
    }
}
