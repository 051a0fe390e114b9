package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddlguard.clients.job.PoolJob;
import io.ddlguard.testpostgres.JobJvm;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** HikariCP that looks for leaks: a build keeps its caller's connection for long, and that is all that is reported. */
class PoolIT {

    @Test
    void a_connection_is_reported_while_its_index_is_built_and_comes_back() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    JobJvm.End end = Rehearsal.succeeded(heldUpByAWriter(shop, door));
                    assertThat(end.err().lines().filter(line -> line.contains("Connection leak detection triggered")))
                            .as(end.err())
                            .hasSize(1);
                    assertThat(end.err()).contains("PoolJob.main");
                    return end.lines();
                },
                shop -> shop.builtConcurrently("(email)", "(total)"));

        assertThat(rehearsal.history()).containsExactly("autocommit true", "active 0", "total 1");
    }

    /** The build waits for a transaction of somebody else's that has written to the table, raw and guarded. */
    private static JobJvm.End heldUpByAWriter(Shop shop, Door door) throws Exception {
        try (Connection writer = DriverManager.getConnection(shop.url());
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("UPDATE orders SET total = total WHERE id = 1");
            CompletableFuture<JobJvm.End> job = CompletableFuture.supplyAsync(() -> run(shop, door));
            await().atMost(Duration.ofMinutes(1)).until(() -> job.isDone() || waiting(shop));
            writer.commit();
            return job.get();
        }
    }

    /** For longer than the pool lets a connection be away. */
    private static boolean waiting(Shop shop) throws SQLException {
        return !shop.rows("""
                SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
                AND query LIKE 'CREATE INDEX%' AND query_start < clock_timestamp() - interval '2.5 s'""").isEmpty();
    }

    private static JobJvm.End run(Shop shop, Door door) {
        try {
            return door.jvm()
                    .option("-Dddlguard.scope=always")
                    .withAll(Clients.of("spring-boot"))
                    .run(PoolJob.class, door.url(shop.url()));
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
