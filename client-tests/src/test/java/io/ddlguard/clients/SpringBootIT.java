package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.JobJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar of Spring Boot that migrates when it starts: pgjdbc lies in a class loader below the agent's. */
class SpringBootIT {

    @TempDir
    private Path directory;

    @Test
    void migrations_are_enforced_upon_and_the_application_is_let_through() throws Exception {
        Path application = ApplicationJar.in(directory);
        Path withDriver = ApplicationJar.in(directory, Door.JAR);
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> {
                    JobJvm.End end = Rehearsal.succeeded(
                            door.jvm().run(door == Door.DRIVER ? withDriver : application, settings(shop, door)));
                    assertThat(end.lines()).contains("found 7");
                    assertThat(shop.rows("SELECT count(*) FROM staging")).containsExactly("0");
                    return shop.rows("""
                            SELECT version, description, success FROM flyway_schema_history ORDER BY installed_rank""");
                },
                shop -> {
                    shop.builtConcurrently("(email)");
                    assertThat(shop.arrived()).contains("CREATE INDEX coupons_code ON coupons (code)");
                });

        assertThat(rehearsal.history()).containsExactly("1|<< Flyway Baseline >>|t", "2|find orders|t");
    }

    /** The driver guards the migrations alone; the application's pool is pgjdbc's. */
    private static String[] settings(Shop shop, Door door) {
        List<String> settings = new ArrayList<>(
                List.of("--spring.datasource.url=" + shop.url(), "--spring.flyway.baseline-on-migrate=true"));
        if (door == Door.DRIVER) {
            settings.add("--spring.flyway.url=" + door.url(shop.url()));
            settings.add("--spring.flyway.driver-class-name=" + door.driverClass());
            settings.add("--spring.flyway.user=postgres");
            settings.add("--spring.flyway.password=postgres");
        }
        return settings.toArray(String[]::new);
    }
}
