package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.PSQLException;

class ProxyTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = Urls.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void bears_every_public_interface_of_the_drivers_objects() throws SQLException {
        try (Connection raw = DriverManager.getConnection(Urls.plain())) {
            assertThat(publicInterfaces(connection)).containsAll(publicInterfaces(raw));
            assertThat(publicInterfaces(connection.createStatement()))
                    .containsAll(publicInterfaces(raw.createStatement()));
            assertThat(publicInterfaces(connection.prepareStatement("SELECT 1")))
                    .containsAll(publicInterfaces(raw.prepareStatement("SELECT 1")));
            assertThat(publicInterfaces(connection.prepareCall("SELECT 1")))
                    .containsAll(publicInterfaces(raw.prepareCall("SELECT 1")));
            assertThat(publicInterfaces(connection.getMetaData())).containsAll(publicInterfaces(raw.getMetaData()));
            assertThat(publicInterfaces(connection.createStatement().executeQuery("SELECT 1")))
                    .containsAll(publicInterfaces(raw.createStatement().executeQuery("SELECT 1")));
        }
    }

    private static Set<Class<?>> publicInterfaces(Object object) {
        Set<Class<?>> found = new HashSet<>();
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            collect(type, found);
        }
        return found;
    }

    private static void collect(Class<?> type, Set<Class<?>> found) {
        for (Class<?> candidate : type.getInterfaces()) {
            if (Modifier.isPublic(candidate.getModifiers())) {
                found.add(candidate);
            }
            collect(candidate, found);
        }
    }

    @Test
    void answers_the_drivers_own_extensions() throws SQLException {
        assertThat(((PGConnection) connection).getBackendPID()).isPositive();
        assertThat(((BaseConnection) connection).haveMinimumServerVersion(100000))
                .isTrue();
        assertThat(((PGConnection) connection).escapeIdentifier("a\"b")).isEqualTo("\"a\"\"b\"");
        try (PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            ((PGStatement) statement).setPrepareThreshold(3);

            assertThat(((PGStatement) statement).getPrepareThreshold()).isEqualTo(3);
        }
    }

    @Test
    void unwraps_to_itself_for_every_interface_it_bears() throws SQLException {
        for (Class<?> type :
                new Class<?>[] {Connection.class, PGConnection.class, BaseConnection.class, AutoCloseable.class}) {
            assertThat(connection.isWrapperFor(type)).isTrue();
            assertThat((Object) connection.unwrap(type)).isSameAs(connection);
        }
        try (CallableStatement statement = connection.prepareCall("SELECT 1")) {
            for (Class<?> type : new Class<?>[] {
                Statement.class, PreparedStatement.class, CallableStatement.class, BaseStatement.class
            }) {
                assertThat(statement.isWrapperFor(type)).isTrue();
                assertThat((Object) statement.unwrap(type)).isSameAs(statement);
            }
        }
    }

    @Test
    void refuses_to_unwrap_to_what_is_nowhere_in_it() throws SQLException {
        assertThat(connection.isWrapperFor(Runnable.class)).isFalse();
        assertThatThrownBy(() -> connection.unwrap(Runnable.class)).isInstanceOf(SQLException.class);
    }

    /** Who names the driver's class gets the driver's object: nothing else has that class. */
    @Test
    void unwraps_to_the_unguarded_connection_for_the_drivers_class() throws SQLException {
        assertThat(connection.isWrapperFor(PgConnection.class)).isTrue();
        assertThat(connection.unwrap(PgConnection.class)).isNotSameAs(connection);
    }

    @Test
    void is_equal_to_itself_alone() throws SQLException {
        try (Connection other = Urls.connect()) {
            assertThat(connection).isEqualTo(connection).isNotEqualTo(other).hasSameHashCodeAs(connection);
        }
        assertThat(connection.toString()).startsWith("org.postgresql.jdbc.PgConnection@");
    }

    @Test
    void throws_the_drivers_own_exception() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1/0"))
                    .isExactlyInstanceOf(PSQLException.class)
                    .hasMessageContaining("division by zero")
                    .extracting("SQLState")
                    .isEqualTo("22012");
            assertThatThrownBy(() -> statement.setFetchSize(-1)).isExactlyInstanceOf(PSQLException.class);
        }
    }

    @Test
    void fails_as_the_driver_does_once_closed() throws SQLException {
        Statement statement = connection.createStatement();
        statement.close();
        assertThatThrownBy(() -> statement.execute("DROP TABLE nothing_here"))
                .isExactlyInstanceOf(PSQLException.class)
                .hasMessageContaining("closed");

        Statement orphan = connection.createStatement();
        connection.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
        assertThatThrownBy(() -> orphan.execute("DROP TABLE nothing_here"))
                .isExactlyInstanceOf(PSQLException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void takes_the_drivers_savepoints_back() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE kept (n int)");
            var savepoint = connection.setSavepoint("here");
            statement.execute("INSERT INTO kept VALUES (1)");

            connection.rollback(savepoint);

            try (var rows = statement.executeQuery("SELECT count(*) FROM kept")) {
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
        }
        connection.rollback();
    }

    @Test
    void aborts_from_another_thread() throws SQLException {
        connection.abort(Runnable::run);

        assertThat(connection.isClosed()).isTrue();
    }
}
