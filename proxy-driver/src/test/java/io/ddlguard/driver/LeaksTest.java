package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.CachedQuery;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.largeobject.LargeObjectManager;

/** The ways round a proxy, each shown to be what the package documentation says it is. */
class LeaksTest {

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
    void unwrapping_to_the_drivers_class_gives_the_unguarded_connection() throws SQLException {
        PgConnection raw = connection.unwrap(PgConnection.class);

        assertThat(raw.createStatement()).isNotInstanceOf(Proxy.class);
        assertThat(raw.createStatement().getConnection()).isSameAs(raw);
    }

    @Test
    void the_query_executor_is_the_drivers_own() throws SQLException {
        PgConnection raw = connection.unwrap(PgConnection.class);

        assertThat(((BaseConnection) connection).getQueryExecutor()).isSameAs(raw.getQueryExecutor());
    }

    @Test
    void a_query_parsed_elsewhere_is_run_as_it_is() throws SQLException {
        CachedQuery parsed =
                ((BaseConnection) connection).createQuery("CREATE TEMP TABLE parsed_elsewhere (n int)", false, false);
        try (Statement statement = connection.createStatement()) {
            assertThat(((BaseStatement) statement).executeWithFlags(parsed, 0)).isFalse();
            assertThat(statement.executeUpdate("INSERT INTO parsed_elsewhere VALUES (1)"))
                    .isEqualTo(1);
        }
    }

    @Test
    void the_copy_manager_writes_rows_over_the_drivers_connection() throws Exception {
        PGConnection guarded = (PGConnection) connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE copied (n int)");

            assertThat(guarded.getCopyAPI().copyIn("COPY copied FROM STDIN", new StringReader("1\n2\n")))
                    .isEqualTo(2);
            assertThat(new CopyManager((BaseConnection) connection)
                            .copyIn("COPY copied FROM STDIN", new StringReader("3\n")))
                    .as("made from the guarded connection")
                    .isEqualTo(1);
        }
    }

    @Test
    void large_objects_and_fast_path_calls_go_over_the_drivers_connection() throws SQLException {
        connection.setAutoCommit(false);
        LargeObjectManager largeObjects = ((PGConnection) connection).getLargeObjectAPI();
        long oid = largeObjects.createLO();
        @SuppressWarnings("deprecation")
        Fastpath fastPath = ((PGConnection) connection).getFastpathAPI();

        assertThat(oid).isPositive();
        assertThat(fastPath).isSameAs(connection.unwrap(PgConnection.class).getFastpathAPI());
        connection.rollback();
    }

    @Test
    void the_replication_api_is_the_drivers_own() throws SQLException {
        assertThat(((PGConnection) connection).getReplicationAPI())
                .isNotInstanceOf(Proxy.class)
                .hasNoNullFieldsOrProperties();
    }

    @Test
    void pgjdbcs_data_sources_open_unguarded_connections() throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(Urls.plain());

        try (Connection raw = dataSource.getConnection()) {
            assertThat(raw).isNotInstanceOf(Proxy.class);
        }
    }
}
