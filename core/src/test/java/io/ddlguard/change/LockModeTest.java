package io.ddlguard.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each mode against each other one, on a live server. */
class LockModeTest {

    private static final String URL = TestPostgres.shared().freshDatabase();

    @ParameterizedTest
    @EnumSource
    void excludes_what_the_server_excludes(LockMode mode) throws SQLException {
        try (Connection one = DriverManager.getConnection(URL);
                Connection other = DriverManager.getConnection(URL)) {
            run(one, "CREATE TABLE IF NOT EXISTS t (id int)");
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            run(one, "LOCK TABLE t IN " + mode + " MODE");
            assertThat(taken(one)).isEqualTo(mode.catalogName());
            List<LockMode> excluded = new ArrayList<>();
            for (LockMode wanted : LockMode.values()) {
                try {
                    run(other, "LOCK TABLE t IN " + wanted + " MODE NOWAIT");
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("55P03");
                    excluded.add(wanted);
                }
                other.rollback();
            }
            assertThat(mode.conflicts()).isEqualTo(excluded);
            assertThat(mode.stopsWriters()).isEqualTo(excluded.contains(LockMode.ROW_EXCLUSIVE));
            assertThat(LockMode.of(mode.catalogName())).isEqualTo(mode);
            assertThat(mode.covers(mode)).isTrue();
        }
    }

    private static String taken(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(
                        "SELECT mode FROM pg_locks WHERE relation = 't'::regclass AND pid = pg_backend_pid()")) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
