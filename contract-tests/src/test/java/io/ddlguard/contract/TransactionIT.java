package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Savepoint;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;

/** Autocommit, commit, rollback, savepoints, isolation and read-only. */
final class TransactionIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given("CREATE TABLE t (id int)");
    }

    @Test
    void autocommit_transitions_commit_what_is_open() throws Exception {
        seen.does("commit in autocommit", connection::commit);
        seen.does("rollback in autocommit", connection::rollback);
        connection.setAutoCommit(false);
        seeState();
        statement.execute("INSERT INTO t VALUES (1)");
        seeState();
        connection.setAutoCommit(false);
        seeState();
        connection.setAutoCommit(true);
        seeState();
        seeRows();
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (2)");
        connection.rollback();
        seeState();
        statement.execute("INSERT INTO t VALUES (3)");
        connection.commit();
        seeState();
        seeRows();
    }

    @Test
    void text_that_ends_a_transaction_is_seen_as_the_driver_sees_it() throws Exception {
        for (String text : new String[] {
            "BEGIN",
            "COMMIT",
            "START TRANSACTION",
            "ROLLBACK",
            "COMMIT AND CHAIN",
            "SAVEPOINT s",
            "ROLLBACK TO SAVEPOINT s",
            "RELEASE SAVEPOINT s",
            "END",
            "ABORT"
        }) {
            seen.see(text, () -> statement.execute(text));
            seeState();
        }
        connection.setAutoCommit(false);
        for (String text : new String[] {
            "INSERT INTO t VALUES (1)",
            "COMMIT",
            "INSERT INTO t VALUES (2)",
            "ROLLBACK AND CHAIN",
            "SELECT 1",
            "BEGIN",
            "COMMIT; BEGIN",
            "ROLLBACK"
        }) {
            seen.see(text, () -> statement.execute(text));
            seeState();
        }
        connection.setAutoCommit(true);
        seeRows();
    }

    @Test
    void savepoints_roll_back_to_themselves() throws Exception {
        seen.see("in autocommit", () -> connection.setSavepoint());
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (1)");
        Savepoint named = connection.setSavepoint("some \"name");
        statement.execute("INSERT INTO t VALUES (2)");
        Savepoint unnamed = connection.setSavepoint();
        statement.execute("INSERT INTO t VALUES (3)");
        seen.see("name", named::getSavepointName);
        seen.see("id of a named one", named::getSavepointId);
        seen.see("name of an unnamed one", unnamed::getSavepointName);
        seen.see("has an id", () -> unnamed.getSavepointId() >= 0);
        connection.rollback(unnamed);
        seeRows();
        seen.see("bad", () -> statement.execute("SELECT nonsense"));
        seen.see("aborted", () -> statement.execute("SELECT 1"));
        connection.rollback(named);
        seeRows();
        connection.releaseSavepoint(named);
        seen.does("rolled back to, released", () -> connection.rollback(named));
        seen.see("name, released", named::getSavepointName);
        seen.does("null", () -> connection.rollback(null));
        connection.rollback();
    }

    @Test
    void a_savepoint_taken_from_another_connection_is_refused_or_not_as_raw() throws Exception {
        connection.setAutoCommit(false);
        try (Connection other = connect()) {
            other.setAutoCommit(false);
            Savepoint foreign = other.setSavepoint("foreign");
            seen.does("rollback to it", () -> connection.rollback(foreign));
            other.rollback();
        }
        connection.rollback();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_NONE,
                Connection.TRANSACTION_READ_UNCOMMITTED,
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE,
                99
            })
    void isolation_levels_reach_the_server(int level) throws Exception {
        seen.does("set", () -> connection.setTransactionIsolation(level));
        seen.see("get", connection::getTransactionIsolation);
        connection.setAutoCommit(false);
        seen.see("server", () -> statement.executeQuery("SHOW transaction_isolation"));
        seen.does("inside", () -> connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED));
        connection.rollback();
    }

    @Test
    void set_transaction_is_still_the_first_statement() throws Exception {
        connection.setAutoCommit(false);
        seen.see("set", () -> statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"));
        seen.see("level", () -> statement.executeQuery("SHOW transaction_isolation"));
        seen.see("ddl", () -> statement.execute("CREATE INDEX ON t (id)"));
        seen.see("too late", () -> statement.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"));
        connection.rollback();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ignore", "transaction", "always"})
    void a_read_only_connection_gives_the_servers_own_error(String mode) throws Exception {
        try (Connection reading = connect(Map.of("readOnlyMode", mode))) {
            reading.setReadOnly(true);
            seen.see("is", reading::isReadOnly);
            seen.see("ddl", () -> reading.createStatement().execute("CREATE TABLE u (id int)"));
            seen.see("dml", () -> reading.createStatement().execute("INSERT INTO t VALUES (1)"));
            reading.setAutoCommit(false);
            seen.see("ddl", () -> reading.createStatement().execute("CREATE INDEX ON t (id)"));
            reading.rollback();
            seen.see("query", () -> reading.createStatement().executeQuery("SELECT 1"));
            seen.does("inside", () -> reading.setReadOnly(false));
            reading.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always", "conservative"})
    void autosave_brings_a_transaction_back_as_the_driver_does(String mode) throws Exception {
        try (Connection saving = connect(Map.of("autosave", mode))) {
            saving.setAutoCommit(false);
            var saved = saving.createStatement();
            saved.execute("INSERT INTO t VALUES (1)");
            seen.see("bad", () -> saved.execute("SELECT nonsense"));
            seen.see("bad ddl", () -> saved.execute("CREATE TABLE t (id int)"));
            seen.see("after", () -> saved.execute("INSERT INTO t VALUES (2)"));
            seen.does("commit", saving::commit);
        }
        seeRows();
    }

    @Test
    void a_failed_transaction_answers_25P02_until_its_end() throws Exception {
        connection.setAutoCommit(false);
        seen.see("bad", () -> statement.execute("SELECT nonsense FROM t"));
        seeState();
        for (String text : new String[] {"SELECT 1", "CREATE INDEX ON t (id)", "DROP TABLE t", "COMMIT"}) {
            seen.see(text, () -> statement.execute(text));
        }
        seeState();
        seen.see("bad", () -> statement.execute("SELECT nonsense FROM t"));
        seen.does("commit", connection::commit);
        seeState();
    }

    @Test
    void holdability_is_the_drivers() throws Exception {
        seen.see("default", connection::getHoldability);
        connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
        seen.see("set", connection::getHoldability);
        seen.does("bad", () -> connection.setHoldability(17));
    }

    private void seeState() throws Exception {
        seen.see("autocommit", connection::getAutoCommit);
        seen.see("state", () -> connection
                .unwrap(BaseConnection.class)
                .getTransactionState()
                .name());
    }

    private void seeRows() {
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }
}
