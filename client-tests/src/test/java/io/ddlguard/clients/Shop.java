package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A database in use: tables with rows, made long before the deploy, and a record of the DDL that reaches the server. */
record Shop(String url) {

    private static final String TABLES = """
            CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
            INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 50) n;
            CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, email varchar(255),
                                 total numeric(12, 2) NOT NULL);
            INSERT INTO orders SELECT n, 1 + n % 50, n || '@example.org', n FROM generate_series(1, 1000) n;
            CREATE TABLE staging (id bigint);
            INSERT INTO staging SELECT generate_series(1, 1000);
            ANALYZE;
            """;

    /** At the end of a command: DROP INDEX CONCURRENTLY allows no write before it. */
    private static final String RECORDER = """
            CREATE SCHEMA recorder;
            CREATE TABLE recorder.arrived (id int GENERATED ALWAYS AS IDENTITY, query text, recorded int);
            CREATE FUNCTION recorder.record() RETURNS event_trigger LANGUAGE plpgsql AS $$
                DECLARE
                    history regclass := coalesce(
                        to_regclass('public.flyway_schema_history'), to_regclass('public.databasechangelog'));
                    recorded int;
                BEGIN
                    IF history IS NOT NULL THEN
                        EXECUTE 'SELECT count(*) FROM ' || history INTO recorded;
                    END IF;
                    INSERT INTO recorder.arrived (query, recorded) VALUES (current_query(), recorded);
                END $$;
            CREATE EVENT TRIGGER recorder ON ddl_command_end EXECUTE FUNCTION recorder.record();
            """;

    /** Of an index on a table with rows, as the tools write it: it stops those who write. */
    private static final Pattern PLAIN_BUILD = Pattern.compile(
            "create\\s+(unique\\s+)?index\\s+(?!concurrently)\\S+\\s+on\\s+\\S*(orders|customers)\\b",
            Pattern.CASE_INSENSITIVE);

    static Shop open() throws SQLException {
        Shop shop = new Shop(TestPostgres.shared().freshDatabase());
        shop.run(TABLES);
        shop.run(RECORDER);
        return shop;
    }

    void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** All rows, their columns joined by a bar. */
    List<String> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    columns.add(row.getString(column));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }

    List<String> indexes(String table) throws SQLException {
        return rows("SELECT indexname FROM pg_indexes WHERE tablename = '" + table + "' ORDER BY 1");
    }

    /** The DDL that the server ran, in order, private names without their digits and each column list after a space. */
    List<String> arrived() throws SQLException {
        return rows("""
                SELECT regexp_replace(regexp_replace(query, '_dg_[0-9a-f]{16}', '_dg_', 'g'), '([^ ])\\(', '\\1 (', 'g')
                FROM recorder.arrived ORDER BY id""");
    }

    /** Each of these indexes, as in {@code (email)}, was built on orders without stopping those who write. */
    void builtConcurrently(String... indexes) throws SQLException {
        for (String index : indexes) {
            assertThat(arrived()).contains("CREATE INDEX CONCURRENTLY \"_dg_\" ON \"public\".\"orders\" " + index);
        }
    }

    void builtUniqueConcurrently(String index) throws SQLException {
        assertThat(arrived()).contains("CREATE UNIQUE INDEX CONCURRENTLY \"_dg_\" ON \"public\".\"orders\" " + index);
    }

    void wasNeverBuiltOnPlainly() throws SQLException {
        assertThat(arrived()).noneMatch(sql -> PLAIN_BUILD.matcher(sql).find());
    }

    void holdsNoLeftovers() throws SQLException {
        assertThat(
                        rows(
                                "SELECT indexrelid::regclass FROM pg_index WHERE NOT (indisvalid AND indisready AND indislive)"))
                .as("invalid indexes")
                .isEmpty();
        assertThat(rows("SELECT relname FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                .as("private names")
                .isEmpty();
        assertThat(rows("SELECT conname FROM pg_constraint WHERE NOT convalidated"))
                .as("constraints that are not validated")
                .isEmpty();
    }
}
