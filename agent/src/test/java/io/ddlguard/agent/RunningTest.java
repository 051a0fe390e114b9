package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningTest {

    private static final String HARMFUL = "ALTER TABLE t DROP COLUMN c";

    @Test
    void within_a_guarded_call_its_own_connection_passes_and_every_other_is_judged() throws Exception {
        Table table = Table.create();
        try (WovenDriver driver = new WovenDriver(Drivers.newest());
                Connection calling = driver.enforcing(table.url());
                Connection other = driver.enforcing(table.url());
                Statement call = calling.createStatement()) {
            try (Running running = Running.start(Objects.requireNonNull(Slots.open(calling)), call)) {
                assertRefused(other);
                calling.createStatement().execute(HARMFUL);
                assertThat(table.columns()).isEqualTo("id");
            }
            table.run("ALTER TABLE t ADD COLUMN c text");
            assertRefused(calling);
        }
    }

    @Test
    void another_thread_on_the_same_connection_is_judged_too() throws Exception {
        Table table = Table.create();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (WovenDriver driver = new WovenDriver(Drivers.newest());
                Connection calling = driver.enforcing(table.url());
                Statement call = calling.createStatement();
                Running running = Running.start(Objects.requireNonNull(Slots.open(calling)), call)) {
            assertThatThrownBy(
                            () -> thread.submit(() -> calling.createStatement().execute(HARMFUL))
                                    .get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasFieldOrPropertyWithValue("SQLState", "DG001");
        } finally {
            thread.shutdownNow();
        }
    }

    private static void assertRefused(Connection connection) {
        assertThatThrownBy(() -> connection.createStatement().execute(HARMFUL))
                .isInstanceOf(SQLException.class)
                .hasFieldOrPropertyWithValue("SQLState", "DG001");
    }
}
