package io.ddlguard.agent;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table {@code t (id int, c text)} with rows, made by somebody else long before the job under test. */
record Table(String url) {

    static Table create() throws SQLException {
        Table table = new Table(TestPostgres.shared().freshDatabase());
        table.run("CREATE TABLE t (id int PRIMARY KEY, c text)");
        table.run("INSERT INTO t SELECT n, 'x' FROM generate_series(1, 1000) n");
        table.run("ANALYZE t");
        return table;
    }

    void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String ask(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    String columns() throws SQLException {
        return ask("SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                + " WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped");
    }

    String indexes() throws SQLException {
        return ask("SELECT string_agg(indexname, ',' ORDER BY indexname) FROM pg_indexes WHERE tablename = 't'");
    }
}
