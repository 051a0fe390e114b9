package io.ddlguard.clients.app;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrates with Flyway when it starts, then does a night's work. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ShopApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ShopApplication.class, arguments);
    }

    @Bean
    ApplicationRunner night(JdbcClient database) {
        return arguments -> {
            // What an application has always done is not for a guard of deploys to refuse.
            database.sql("TRUNCATE staging").update();
            database.sql("INSERT INTO coupons VALUES (?, ?)").params(1, "NIGHT").update();
            System.out.println("found "
                    + database.sql("SELECT id FROM orders WHERE email = ?")
                            .param("7@example.org")
                            .query(Long.class)
                            .single());
        };
    }
}
