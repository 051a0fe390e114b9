package io.ddlguard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.jdbc.PgConnection;

/** Casts, unwrapping, and what an object is to the one that holds it. */
final class WrapperIT extends Contract {

    @Test
    void the_driver_is_of_the_version_that_this_run_is_about() throws Exception {
        assertThat(connection.getMetaData().getDriverVersion())
                .startsWith(System.getProperty("ddlguard.contract.pgjdbc"));
        seen.see("name", () -> connection.getMetaData().getDriverName());
        seen.see("version", () -> connection.getMetaData().getDriverVersion());
    }

    @Test
    void every_object_unwraps_to_what_raw_unwraps_to() throws Exception {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT 1");
                CallableStatement call = connection.prepareCall("SELECT 1");
                ResultSet rows = connection.createStatement().executeQuery("SELECT 1")) {
            Map<String, Wrapper> objects = Map.of(
                    "connection", connection,
                    "statement", statement,
                    "prepared", prepared,
                    "call", call,
                    "rows", rows,
                    "metadata", connection.getMetaData());
            for (String name : new String[] {"connection", "statement", "prepared", "call", "rows", "metadata"}) {
                for (Class<?> type : new Class<?>[] {
                    Connection.class,
                    PGConnection.class,
                    BaseConnection.class,
                    Statement.class,
                    PreparedStatement.class,
                    CallableStatement.class,
                    PGStatement.class,
                    BaseStatement.class,
                    ResultSet.class,
                    DatabaseMetaData.class,
                    Wrapper.class,
                    Object.class,
                    String.class
                }) {
                    Wrapper object = objects.get(name);
                    String label = name + " as " + type.getSimpleName();
                    seen.see(label + ", is", () -> object.isWrapperFor(type));
                    seen.see(label + ", instance", () -> type.isInstance(object));
                    seen.see(label + ", unwraps", () -> type.isInstance(object.unwrap(type)));
                    seen.see(label + ", to itself", () -> object.unwrap(type) == object);
                }
                seen.see(name + " as null", () -> objects.get(name).isWrapperFor(null));
            }
        }
    }

    @Test
    void casts_to_the_drivers_interfaces_work() throws Exception {
        PGConnection casted = (PGConnection) connection;
        seen.see("mode", () -> casted.getPreferQueryMode().name());
        seen.see("literal", () -> casted.escapeLiteral("it's"));
        seen.see("identifier", () -> casted.escapeIdentifier("a\"b"));
        seen.see("pid", () -> casted.getBackendPID() > 0);
        seen.see("autosave", () -> casted.getAutosave().name());
        BaseConnection base = (BaseConnection) connection;
        seen.see("state", () -> base.getTransactionState().name());
        seen.see("strings", base::getStandardConformingStrings);
        seen.see("version", () -> base.haveMinimumServerVersion(90000));
        seen.see("query", () -> base.execSQLQuery("SELECT 1"));
        seen.does("update", () -> base.execSQLUpdate("CREATE TABLE t (id int)"));
        seen.does("bad", () -> base.execSQLUpdate("nonsense"));
        PGStatement counting = (PGStatement) statement;
        seen.see("threshold", counting::getPrepareThreshold);
        seen.see("oid", counting::getLastOID);
        seen.see("flags", () -> ((BaseStatement) statement).executeWithFlags("SELECT 1", 0));
    }

    @Test
    void the_class_itself_is_there_under_the_agent_and_within_the_driver() throws Exception {
        boolean wrapped = Proxy.isProxyClass(connection.getClass());
        assertThat(wrapped).isEqualTo(Door.current().wraps());
        assertThat(connection instanceof PgConnection).isEqualTo(!Door.current().wraps());
        seen.see("unwraps to the class", () -> connection.isWrapperFor(PgConnection.class));
        seen.see(
                "which works",
                () -> connection.unwrap(PgConnection.class).createStatement().executeQuery("SELECT 1"));
    }

    @Test
    void objects_are_equal_to_themselves_only() throws Exception {
        try (Connection other = connect();
                Statement otherStatement = connection.createStatement()) {
            seen.see("itself", () -> connection.equals(connection));
            seen.see("other", () -> connection.equals(other));
            seen.see("null", () -> connection.equals(null));
            seen.see("hash", () -> connection.hashCode() == connection.hashCode());
            seen.see("statement", () -> statement.equals(statement));
            seen.see("other statement", () -> statement.equals(otherStatement));
            seen.see("in a set", () -> Set.of(connection, other).contains(connection));
            Map<Statement, String> map = new HashMap<>();
            map.put(statement, "here");
            seen.see("in a map", () -> map.get(statement));
            seen.see("shown", () -> connection.toString().isEmpty());
        }
    }

    @Test
    void every_object_leads_back_to_the_connection_it_came_from() throws Exception {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT 1");
                ResultSet rows = prepared.executeQuery()) {
            seen.see("statement", () -> statement.getConnection() == connection);
            seen.see("prepared", () -> prepared.getConnection() == connection);
            seen.see("metadata", () -> connection.getMetaData().getConnection() == connection);
            seen.see("rows", () -> rows.getStatement() == prepared);
            seen.see(
                    "rows of the metadata",
                    () -> connection
                                    .getMetaData()
                                    .getTables(null, null, "%", null)
                                    .getStatement()
                                    .getConnection()
                            == connection);
            seen.see(
                    "rows of an array",
                    () -> connection
                                    .createArrayOf("int4", new Integer[] {1})
                                    .getResultSet()
                                    .getStatement()
                                    .getConnection()
                            == connection);
        }
    }
}
