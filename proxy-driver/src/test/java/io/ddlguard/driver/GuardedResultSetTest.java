package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGRefCursorResultSet;

class GuardedResultSetTest {

    static Stream<Method> methods() {
        return Arrays.stream(ResultSet.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    /** A default method left out would answer "not supported" where the driver has an answer. */
    @ParameterizedTest
    @MethodSource("methods")
    void leaves_no_method_to_the_interface(Method method) throws NoSuchMethodException {
        Method ours = GuardedResultSet.class.getMethod(method.getName(), method.getParameterTypes());

        assertThat(ours.getDeclaringClass()).isNotEqualTo(ResultSet.class);
    }

    @Test
    void is_no_reflective_proxy_and_keeps_the_drivers_interface() throws SQLException {
        try (Connection connection = Urls.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1")) {
            assertThat(rows).isNotInstanceOf(Proxy.class).isInstanceOf(PGRefCursorResultSet.class);
            assertThat(rows.unwrap(PGRefCursorResultSet.class)).isSameAs(rows);
        }
    }

    @Test
    void writes_through_to_an_updatable_row() throws SQLException {
        try (Connection connection = Urls.connect();
                Statement statement =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            statement.execute("CREATE TEMP TABLE written (id int PRIMARY KEY, v text)");
            try (ResultSet rows = statement.executeQuery("SELECT id, v FROM written")) {
                rows.moveToInsertRow();
                rows.updateInt("id", 1);
                rows.updateObject("v", "x");
                rows.insertRow();
                rows.moveToCurrentRow();
                rows.last();
                rows.updateString(2, "y");
                rows.updateRow();
                assertThat(rows.getRow()).isEqualTo(1);
            }
            try (ResultSet rows = statement.executeQuery("SELECT v FROM written")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("y");
            }
        }
    }
}
