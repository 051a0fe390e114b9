package io.ddlguard.clients.job;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Changes the schema over a pool that reports whoever keeps a connection for long: a URL. */
public final class PoolJob {

    private PoolJob() {}

    public static void main(String[] arguments) throws SQLException {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(arguments[0]);
        settings.setMaximumPoolSize(1);
        // The shortest that the pool accepts.
        settings.setLeakDetectionThreshold(2_000);
        try (HikariDataSource pool = new HikariDataSource(settings)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("CREATE INDEX orders_email ON orders (email)");
                statement.execute("INSERT INTO customers VALUES (1000, 'somebody')");
                connection.commit();
            }
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                System.out.println("autocommit " + connection.getAutoCommit());
                statement.execute("CREATE INDEX orders_total ON orders (total)");
            }
            System.out.println("active " + pool.getHikariPoolMXBean().getActiveConnections());
            System.out.println("total " + pool.getHikariPoolMXBean().getTotalConnections());
        }
    }
}
