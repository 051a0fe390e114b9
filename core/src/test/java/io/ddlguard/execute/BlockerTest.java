package io.ddlguard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What is made of a row of {@code pg_stat_activity}, as the server shows it to a role. */
class BlockerTest {

    private static final String URL = TestPostgres.shared().freshDatabase();

    @Test
    void an_autovacuum_against_wraparound_does_not_yield_and_nobody_is_told_to_end_it() throws SQLException {
        Blocker blocker = blocker("42, NULL, NULL, '', NULL, NULL, 70000, 70000, 'autovacuum worker', false,"
                + " 'autovacuum: VACUUM public.users (to prevent wraparound)', 'deployer'");
        assertThat(blocker.autovacuum()).isFalse();
        assertThat(blocker)
                .hasToString("pid 42, transaction open for 1 min 10 s, holds SHARE UPDATE EXCLUSIVE on public.users,"
                        + " autovacuum to prevent wraparound, which does not yield");
        assertThat(blocker.remedy()).isEmpty();
    }

    @Test
    void an_autovacuum_is_known_also_to_a_role_that_may_not_see_it() throws SQLException {
        Blocker blocker = blocker("42, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, true,"
                + " '<insufficient privilege>', '\"Deploy Job\"'");
        assertThat(blocker.autovacuum()).isTrue();
        assertThat(blocker)
                .hasToString("pid 42, holds SHARE UPDATE EXCLUSIVE on public.users, autovacuum (its age, state and"
                        + " query are hidden: GRANT pg_read_all_stats TO \"Deploy Job\" shows them)");
    }

    @Test
    void a_prepared_transaction_whose_name_is_not_found_is_not_given_another() throws SQLException {
        Blocker blocker = blocker("0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, true, NULL, 'deployer'");
        assertThat(blocker.autovacuum()).isFalse();
        assertThat(blocker)
                .hasToString(
                        "a prepared transaction (pg_prepared_xacts), holds SHARE UPDATE EXCLUSIVE on public.users");
        assertThat(blocker.remedy()).isEmpty();
    }

    private static Blocker blocker(String columns) throws SQLException {
        try (Connection connection = DriverManager.getConnection(URL);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + columns)) {
            row.next();
            return Blocker.of(row, 1, "3/45", "SHARE UPDATE EXCLUSIVE on public.users", new Callers());
        }
    }
}
