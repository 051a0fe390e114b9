package io.ddlguard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A refusal where the driver itself goes back to before each failed statement. */
final class AutosaveIT extends Contract {

    /** Drivers that go back to their savepoint also after the failure by which the guard aborts a transaction. */
    private static final boolean OLD =
            System.getProperty("ddlguard.contract.pgjdbc").matches("42\\.[2-6]\\..*");

    @Test
    void a_refused_statement_does_not_run() throws Exception {
        Outsider.run(plainUrl(), "CREATE TABLE t (id int, doomed int); INSERT INTO t VALUES (1, 1)");
        String state = "none";
        try (Connection saving = connect(Map.of("autosave", "always"));
                Statement dropping = saving.createStatement()) {
            saving.setAutoCommit(false);
            try {
                dropping.execute("ALTER TABLE t DROP COLUMN doomed");
            } catch (SQLException e) {
                state = e.getSQLState();
            }
            saving.rollback();
        }
        String refused = OLD ? "3B001" : "DG001";
        assertThat(state).as(Difference.AUTOSAVE.text()).isEqualTo(Door.current() == Door.RAW ? "none" : refused);
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t"));
    }
}
