package io.ddlguard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** HikariCP on top of the door, looking for leaks. */
@Tag("newest")
final class PoolIT extends Contract {

    private HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(doorUrl());
        config.setDriverClassName(Door.current().driverClass());
        config.setMaximumPoolSize(size);
        config.setLeakDetectionThreshold(2_000);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    @Test
    void a_pool_gives_working_connections_and_takes_them_back() throws Exception {
        try (HikariDataSource pool = pool(2)) {
            try (Connection pooled = pool.getConnection();
                    Statement pooledStatement = pooled.createStatement()) {
                seen.see("create", () -> pooledStatement.execute("CREATE TABLE t (id int)"));
                seen.see("insert", () -> pooledStatement.executeUpdate("INSERT INTO t VALUES (1)"));
                seen.see("index", () -> pooledStatement.execute("CREATE INDEX ON t (id)"));
                seen.see("leads back", () -> pooledStatement.getConnection() == pooled);
                try (ResultSet rows = pooledStatement.executeQuery("SELECT * FROM t")) {
                    seen.see("rows lead back", () -> rows.getStatement() == pooledStatement);
                    seen.see("rows", () -> rows);
                }
                seen.see("unwraps", () -> pooled.unwrap(PGConnection.class).getBackendPID() > 0);
                seen.see("valid", () -> pooled.isValid(1));
                pooled.setAutoCommit(false);
                pooled.setReadOnly(true);
                pooled.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                seen.see("bad", () -> pooledStatement.execute("SELECT nonsense"));
            }
            try (Connection again = pool.getConnection()) {
                seen.see("autocommit", again::getAutoCommit);
                seen.see("read only", again::isReadOnly);
                seen.see("level", again::getTransactionIsolation);
                seen.see("rows", () -> again.createStatement().executeQuery("SELECT * FROM t"));
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    @Test
    void a_connection_that_the_server_ended_leaves_the_pool() throws Exception {
        try (HikariDataSource pool = pool(1)) {
            int first;
            try (Connection pooled = pool.getConnection()) {
                first = pooled.unwrap(PGConnection.class).getBackendPID();
                Outsider.run(plainUrl(), "SELECT pg_terminate_backend(" + first + ", 10000)");
                seen.see("dead", () -> pooled.createStatement().execute("SELECT 1"));
            }
            try (Connection pooled = pool.getConnection()) {
                int second = pooled.unwrap(PGConnection.class).getBackendPID();
                seen.see("another", () -> second != first);
                seen.see("works", () -> pooled.createStatement().executeQuery("SELECT 1"));
            }
        }
    }

    @Test
    void many_threads_share_a_small_pool() throws Exception {
        given("CREATE TABLE t (n int)", "INSERT INTO t VALUES (0)");
        try (HikariDataSource pool = pool(3)) {
            CountDownLatch done = new CountDownLatch(8);
            List<Exception> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 8; i++) {
                new Thread(() -> {
                            try {
                                for (int j = 0; j < 10; j++) {
                                    try (Connection pooled = pool.getConnection();
                                            Statement counting = pooled.createStatement()) {
                                        counting.executeUpdate("UPDATE t SET n = n + 1");
                                    }
                                }
                            } catch (Exception e) {
                                failures.add(e);
                            } finally {
                                done.countDown();
                            }
                        })
                        .start();
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(failures).isEmpty();
            seen.see("count", () -> statement.executeQuery("SELECT n FROM t"));
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }
}
