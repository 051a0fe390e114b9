package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/** Whatever leads from an object to its statement or its connection leads to the guarded one. */
class BackReferencesTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = Urls.connect();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void assertLeadsBack(ResultSet rows) throws SQLException {
        assertThat(rows.getStatement().getConnection()).isSameAs(connection);
        rows.close();
    }

    @Test
    void a_statement_leads_to_its_connection() throws SQLException {
        assertThat(connection.createStatement().getConnection()).isSameAs(connection);
        assertThat(connection
                        .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
                        .getConnection())
                .isSameAs(connection);
        assertThat(connection.prepareStatement("SELECT 1").getConnection()).isSameAs(connection);
        assertThat(connection.prepareStatement("SELECT 1", new String[] {"n"}).getConnection())
                .isSameAs(connection);
        assertThat(connection.prepareCall("SELECT 1").getConnection()).isSameAs(connection);
    }

    @Test
    void a_result_set_leads_to_the_statement_that_ran_it() throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
            assertThat(statement.executeQuery("SELECT 1").getStatement()).isSameAs(statement);
            assertThat(prepared.executeQuery().getStatement()).isSameAs(prepared);
            statement.execute("SELECT 1");
            assertThat(statement.getResultSet().getStatement()).isSameAs(statement);
        }
    }

    @Test
    void a_statement_answers_the_same_result_set_until_the_next() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1; SELECT 2");
            ResultSet first = statement.getResultSet();

            assertThat(statement.getResultSet()).isSameAs(first);
            assertThat(statement.getMoreResults()).isTrue();
            assertThat(statement.getResultSet()).isNotSameAs(first);
        }
    }

    @Test
    void a_closed_result_set_has_no_statement_as_in_the_driver() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT 1");
            rows.close();

            assertThatThrownBy(rows::getStatement)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void generated_keys_lead_back() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE keyed (id int GENERATED ALWAYS AS IDENTITY, v text)");
            statement.executeUpdate("INSERT INTO keyed (v) VALUES ('a')", Statement.RETURN_GENERATED_KEYS);
            ResultSet keys = statement.getGeneratedKeys();

            assertThat(keys.next()).isTrue();
            assertThat(keys.getInt("id")).isEqualTo(1);
            assertLeadsBack(keys);
        }
    }

    @Test
    void metadata_and_its_results_lead_back() throws SQLException {
        assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
        assertThat(connection.getMetaData()).isSameAs(connection.getMetaData());
        assertLeadsBack(connection.getMetaData().getTables(null, null, "pg_class", null));
        assertLeadsBack(connection.getMetaData().getColumns(null, null, "pg_class", null));
        assertLeadsBack(connection.getMetaData().getTypeInfo());
        assertLeadsBack(connection.getMetaData().getClientInfoProperties());
    }

    @Test
    void arrays_lead_back_however_they_are_read() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ARRAY[1, 2] AS a")) {
            rows.next();

            assertLeadsBack(rows.getArray(1).getResultSet());
            assertLeadsBack(rows.getArray("a").getResultSet(1, 1));
            assertLeadsBack(((Array) rows.getObject(1)).getResultSet());
            assertLeadsBack(((Array) rows.getObject("a")).getResultSet());
            assertLeadsBack(rows.getObject(1, Array.class).getResultSet());
            assertLeadsBack(connection.createArrayOf("int4", new Integer[] {1}).getResultSet());
            assertThat(rows.getArray(1)).hasToString("{1,2}");
            assertThat((Integer[]) rows.getArray(1).getArray()).containsExactly(1, 2);
        }
    }

    @Test
    void the_drivers_own_array_is_given_to_who_asks_for_its_class() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ARRAY[1, 2]")) {
            rows.next();

            assertThat(rows.getArray(1)).isNotInstanceOf(PgArray.class);
            assertThat(Guarded.driversOwn(rows.getArray(1))).isInstanceOf(PgArray.class);
        }
    }

    @Test
    void an_array_may_be_given_back_as_an_argument() throws SQLException {
        Array array = connection.createArrayOf("text", new String[] {"a", "b,c"});
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::text[], ?::text[]")) {
            statement.setArray(1, array);
            statement.setObject(2, array);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();

                assertThat((String[]) rows.getArray(1).getArray()).containsExactly("a", "b,c");
                assertThat((String[]) rows.getArray(2).getArray()).containsExactly("a", "b,c");
            }
        }
    }

    @Test
    void an_array_may_be_written_into_an_updatable_row() throws SQLException {
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            statement.execute("CREATE TEMP TABLE listed (id int PRIMARY KEY, a int[])");
            statement.execute("INSERT INTO listed VALUES (1, '{1}'), (2, '{2}')");
            try (ResultSet rows = statement.executeQuery("SELECT id, a FROM listed ORDER BY id")) {
                rows.next();
                rows.updateArray(2, connection.createArrayOf("int4", new Integer[] {7}));
                rows.updateRow();
                rows.next();
                rows.updateObject("a", connection.createArrayOf("int4", new Integer[] {8}));
                rows.updateRow();
            }
            try (ResultSet rows = statement.executeQuery("SELECT string_agg(a::text, ',' ORDER BY id) FROM listed")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("{7},{8}");
            }
        }
    }

    @Test
    void a_cursor_read_from_a_row_or_a_call_leads_back() throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION pg_temp.cursor_of_two() RETURNS refcursor LANGUAGE plpgsql AS
                    $$ DECLARE c refcursor; BEGIN OPEN c FOR VALUES (1), (2); RETURN c; END $$""");
            try (ResultSet rows = statement.executeQuery("SELECT pg_temp.cursor_of_two()")) {
                rows.next();
                assertLeadsBack((ResultSet) rows.getObject(1));
            }
            try (CallableStatement call = connection.prepareCall("{? = call pg_temp.cursor_of_two()}")) {
                call.registerOutParameter(1, Types.REF_CURSOR);
                call.execute();
                ResultSet cursor = (ResultSet) call.getObject(1);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.getInt(1)).isEqualTo(1);
                assertLeadsBack(cursor);
            }
        }
        connection.rollback();
    }

    @Test
    void the_drivers_own_shortcut_leads_back() throws SQLException {
        assertLeadsBack(((BaseConnection) connection).execSQLQuery("SELECT 1"));
    }
}
