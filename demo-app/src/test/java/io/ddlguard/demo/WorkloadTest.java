package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.LatencyTimeline.Summary;
import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

final class WorkloadTest {

    private static final int RATE = 200;

    private final String url = TestPostgres.shared().freshDatabase();

    @Test
    void charges_a_stall_to_every_query_that_fell_due_in_it() throws Exception {
        Flyway.configure().dataSource(url, null, null).target("1").load().migrate();
        Workload workload = new Workload(url, 100, RATE, Duration.ZERO);
        try (workload;
                Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE orders");
            statement.execute("SELECT pg_sleep(1.5)");
            connection.rollback();
        }
        Summary summary = workload.timeline().summary(Duration.ZERO);
        // Sixteen connections carry sixteen blocked queries; the other ones that fell due in the first second count
        // too.
        assertThat(summary.stalled()).isGreaterThan(RATE / 2);
        assertThat(summary.worst()).isBetween(Duration.ofMillis(1_500), Workload.TIMEOUT);
        assertThat(summary.failed()).isZero();
    }

    @Test
    void a_query_that_takes_longer_than_the_timeout_fails() throws Exception {
        Flyway.configure().dataSource(url, null, null).target("1").load().migrate();
        Workload workload = new Workload(url, 100, RATE, Duration.ZERO);
        try (workload;
                Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE orders");
            statement.execute(
                    "SELECT pg_sleep(" + Workload.TIMEOUT.plusMillis(500).toMillis() / 1000.0 + ")");
            connection.rollback();
        }
        assertThat(workload.timeline().summary(Duration.ZERO).failed()).isPositive();
    }
}
