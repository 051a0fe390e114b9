package io.ddlguard.contract;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A class of contract tests: a database for the class, a schema for each test, first on the search path, and a
 * connection through the door of this run.
 */
abstract class Contract {

    private static final Map<Class<?>, String> DATABASES = new ConcurrentHashMap<>();

    @RegisterExtension
    final Recording seen = new Recording();

    /** The URL of the raw driver, schema included. */
    private String url = "";

    private String schema = "";

    /** In autocommit, as it was opened. */
    Connection connection;

    /** One statement of that connection. */
    Statement statement;

    @BeforeEach
    final void open(TestInfo test) throws SQLException {
        String database = DATABASES.computeIfAbsent(
                getClass(), any -> TestPostgres.shared().freshDatabase());
        schema = test.getTestMethod().orElseThrow().getName()
                + Integer.toHexString(test.getDisplayName().hashCode());
        schema = schema.substring(Math.max(0, schema.length() - 60)).toLowerCase(Locale.ROOT);
        Outsider.run(database, "CREATE SCHEMA \"" + schema + '"');
        url = database + "&currentSchema=" + schema;
        seen.hide(database.replaceFirst("^.*/([^?]+).*$", "$1"), "<database>");
        seen.hide(database.replaceFirst("^jdbc:postgresql://([^/]+)/.*$", "$1"), "<server>");
        connection = connect();
        statement = connection.createStatement();
    }

    @AfterEach
    final void close() throws SQLException {
        connection.close();
    }

    final String schema() {
        return schema;
    }

    /** The URL that a tool would be given to come through the door of this run. */
    final String doorUrl() {
        return Door.current().url(url);
    }

    /** The URL of the raw driver. */
    final String plainUrl() {
        return url;
    }

    final Connection connect() throws SQLException {
        return connect(Map.of());
    }

    final Connection connect(Map<String, String> parameters) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(parameters);
        return Door.current().connect(url, properties);
    }

    /** Runs statements that prepare a test. */
    final void given(String... texts) throws SQLException {
        try (Statement preparing = connection.createStatement()) {
            for (String text : texts) {
                preparing.execute(text);
            }
        }
    }

    /** Records everything that a statement has to give after an execute: results and counts in their order. */
    final void seeResults(Statement executed, boolean first) {
        seen.see("results", () -> {
            StringBuilder all = new StringBuilder();
            boolean rows = first;
            while (rows || executed.getUpdateCount() != -1) {
                all.append("\n  ").append(rows ? Rendering.of(executed.getResultSet()) : executed.getUpdateCount());
                rows = executed.getMoreResults();
            }
            return all.append("\n  ")
                    .append(executed.getUpdateCount())
                    .append(" ")
                    .append(executed.getResultSet());
        });
        seen.see("generated keys", executed::getGeneratedKeys);
        seen.see("warnings", executed::getWarnings);
    }

    /** Runs a text by {@code execute} and records everything that it gave. */
    final void seeExecute(String sql) {
        seen.see(sql, () -> {
            boolean first = statement.execute(sql);
            seen.see("first is rows", () -> first);
            seeResults(statement, first);
            return "done";
        });
    }
}
