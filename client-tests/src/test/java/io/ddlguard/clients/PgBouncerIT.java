package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.FlywayJob;
import io.ddlguard.clients.job.TranscriptJob;
import io.ddlguard.testpostgres.JobJvm;
import io.ddlguard.testpostgres.PgBouncer;
import io.ddlguard.testpostgres.PooledSessions;
import io.ddlguard.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deploy job whose URL leads to PgBouncer in transaction mode. */
class PgBouncerIT {

    @TempDir
    private Path folder;

    @Test
    void what_the_guard_has_nothing_to_say_about_is_as_without_it() throws Exception {
        try (PgBouncer pool = PgBouncer.start(folder, TestPostgres.shared(), 2)) {
            Rehearsal rehearsal = Rehearsal.of(
                    Door.BY_URL,
                    (shop, door) -> transcript(
                            pool,
                            2,
                            shop,
                            door,
                            "always",
                            "SELECT count(*) FROM orders",
                            "UPDATE orders SET total = total + 1 WHERE id <= 3",
                            "COMMENT ON TABLE orders IS 'in use'",
                            "CREATE VIEW mails AS SELECT email FROM orders",
                            "begin",
                            "CREATE TABLE coupons (id bigint PRIMARY KEY, code text NOT NULL)",
                            "CREATE INDEX coupons_code ON coupons (code)",
                            "INSERT INTO coupons VALUES (1, 'a'), (2, 'b')",
                            "commit",
                            "ALTER TABLE coupons ADD COLUMN note text",
                            "commit",
                            "SELECT nothing",
                            "SELECT 1",
                            "rollback",
                            "SELECT count(note) FROM coupons"),
                    shop -> {});

            assertThat(rehearsal.history())
                    .contains("CREATE INDEX coupons_code ON coupons (code): 0", "SELECT nothing: 42703")
                    .endsWith("SELECT 1: 25P02", "rollback: done", "SELECT count(note) FROM coupons: 0");
        }
    }

    @Test
    void an_application_that_the_guard_only_observes_is_not_held_up() throws Exception {
        try (PgBouncer pool = PgBouncer.start(folder, TestPostgres.shared(), 1)) {
            Rehearsal.of(
                    Door.BY_URL,
                    (shop, door) -> transcript(
                            pool,
                            1,
                            shop,
                            door,
                            "deploy",
                            "begin",
                            "ALTER TABLE orders ADD COLUMN note text",
                            "TRUNCATE staging",
                            "SELECT count(*) FROM staging",
                            "commit"),
                    shop -> assertThat(shop.rows("SELECT count(note) FROM orders"))
                            .containsExactly("0"));
        }
    }

    /** In a pool of one, the migration's transaction holds what a second connection would wait for. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void what_needs_the_guard_is_refused_before_anything_is_sent(int serverConnections) throws Exception {
        try (PgBouncer pool = PgBouncer.start(folder, TestPostgres.shared(), serverConnections)) {
            for (Door door : Door.BY_URL) {
                Shop shop = Shop.open();

                assertThat(transcript(
                                pool,
                                serverConnections,
                                shop,
                                door,
                                "always",
                                "CREATE INDEX orders_email ON orders (email)",
                                "ALTER TABLE orders ADD COLUMN note text",
                                "begin",
                                "INSERT INTO customers VALUES (1000, 'somebody')",
                                "ALTER TABLE orders ADD COLUMN note text",
                                "SELECT 1",
                                "commit",
                                "CREATE INDEX orders_email ON orders (email)",
                                "rollback",
                                "INSERT INTO customers VALUES (1001, 'somebody else')"))
                        .containsExactly(
                                "CREATE INDEX orders_email ON orders (email): 08004",
                                "ALTER TABLE orders ADD COLUMN note text: 08004",
                                "begin: done",
                                "INSERT INTO customers VALUES (1000, 'somebody'): 1",
                                "ALTER TABLE orders ADD COLUMN note text: 08004",
                                "SELECT 1: 25P02",
                                // Which rolls back, as pgjdbc has it after any error.
                                "commit: done",
                                "CREATE INDEX orders_email ON orders (email): 08004",
                                "rollback: done",
                                "INSERT INTO customers VALUES (1001, 'somebody else'): 1");
                assertThat(shop.arrived()).isEmpty();
                assertThat(shop.rows("SELECT id FROM customers WHERE id >= 1000"))
                        .containsExactly("1001");
            }
        }
    }

    @Test
    void flyway_fails_with_the_reason_and_records_nothing() throws Exception {
        try (PgBouncer pool = PgBouncer.start(folder, TestPostgres.shared(), 4)) {
            for (Door door : Door.BY_URL) {
                Shop shop = Shop.open();

                JobJvm.End refused = door.jvm()
                        .withAll(Clients.flyway("13"))
                        .run(
                                FlywayJob.class,
                                "flyway.url=" + door.url(pool.url(shop.url()) + "&prepareThreshold=0"),
                                "flyway.locations=classpath:flyway/group",
                                "flyway.baselineOnMigrate=true",
                                "migrate");

                assertThat(refused.exitCode()).as(refused.out() + refused.err()).isOne();
                assertThat(refused.out()).contains("failed 08004", "a URL that leads to the server itself");
                assertThat(shop.rows("SELECT version, success FROM flyway_schema_history"))
                        .containsExactly("1|t");
                assertThat(shop.arrived()).noneMatch(sql -> sql.contains("orders"));
            }
        }
    }

    /** What the job tells, unless it has left something in a session of the pool. */
    private static List<String> transcript(
            PgBouncer pool, int serverConnections, Shop shop, Door door, String scope, String... commands)
            throws Exception {
        String url = pool.url(shop.url()) + "&prepareThreshold=0";
        List<String> before = PooledSessions.of(url, serverConnections);
        String[] arguments = new String[commands.length + 1];
        arguments[0] = door.url(url);
        System.arraycopy(commands, 0, arguments, 1, commands.length);
        JobJvm.End end = Rehearsal.succeeded(
                door.jvm().option("-Dddlguard.scope=" + scope).run(TranscriptJob.class, arguments));
        if (door != Door.RAW && scope.equals("deploy")) {
            assertThat(end.err()).contains("not judged: ", "this URL leads to a pooler");
        }
        if (end.out().contains("08004")) {
            assertThat(end.err()).contains("Give the deploy job a URL that leads to the server itself");
        }
        assertThat(PooledSessions.of(url, serverConnections)).containsExactlyInAnyOrderElementsOf(before);
        return end.lines();
    }
}
