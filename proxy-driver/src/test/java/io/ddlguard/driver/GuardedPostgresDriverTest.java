package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class GuardedPostgresDriverTest {

    @Test
    void guards_plain_urls_and_prefixed_ones() throws SQLException {
        Driver driver = new GuardedPostgresDriver();

        for (String url : new String[] {Urls.plain(), Urls.guarded(Urls.plain())}) {
            assertThat(driver.acceptsURL(url)).isTrue();
            try (Connection connection = driver.connect(url, new Properties())) {
                assertThat(Proxy.getInvocationHandler(connection)).isInstanceOf(GuardedConnection.class);
            }
        }
        assertThat(driver.acceptsURL("jdbc:h2:mem:")).isFalse();
        assertThat(driver.connect("jdbc:h2:mem:", new Properties())).isNull();
    }

    @Test
    void never_registers_itself() throws Exception {
        Class.forName(GuardedPostgresDriver.class.getName());

        assertThat(DriverManager.drivers()).noneMatch(GuardedPostgresDriver.class::isInstance);
    }

    @Test
    void serves_a_pool_that_names_it_as_driver_class() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Urls.plain());
        config.setDriverClassName(GuardedPostgresDriver.class.getName());
        config.setMaximumPoolSize(1);

        try (HikariDataSource pool = new HikariDataSource(config);
                Connection pooled = pool.getConnection()) {
            PGConnection beneath = pooled.unwrap(PGConnection.class);

            assertThat(Proxy.getInvocationHandler(beneath)).isInstanceOf(GuardedConnection.class);
        }
    }

    @Test
    void serves_a_pool_that_writes_the_prefix_into_the_url() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Urls.guarded(Urls.plain()));
        config.setMaximumPoolSize(1);

        try (HikariDataSource pool = new HikariDataSource(config);
                Connection pooled = pool.getConnection()) {
            assertThat(Proxy.getInvocationHandler(pooled.unwrap(PGConnection.class)))
                    .isInstanceOf(GuardedConnection.class);
        }
    }
}
