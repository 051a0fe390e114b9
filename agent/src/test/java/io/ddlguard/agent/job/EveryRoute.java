package io.ddlguard.agent.job;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/**
 * Sends one text by every way that JDBC and pgjdbc offer, and prints a line {@code way SQLSTATE} for each;
 * {@code way sent} if there was no error.
 */
public final class EveryRoute {

    private interface Route {
        void send(Connection connection, String sql) throws SQLException;
    }

    private interface OnStatement {
        void send(Statement statement, String sql) throws SQLException;
    }

    private interface Preparing {
        PreparedStatement prepare(Connection connection, String sql) throws SQLException;
    }

    private static final Map<String, Route> ROUTES = new LinkedHashMap<>();

    private EveryRoute() {}

    /** The arguments: a URL and a text. */
    public static void main(String[] arguments) throws SQLException {
        ofStatement();
        ofBatch();
        ofPreparedStatement();
        ofPgjdbc();
        ofDataSource(arguments[0]);
        for (Map.Entry<String, Route> route : ROUTES.entrySet()) {
            try (Connection connection = DriverManager.getConnection(arguments[0])) {
                System.out.println(route.getKey() + " " + outcome(route.getValue(), connection, arguments[1]));
            }
        }
    }

    private static String outcome(Route route, Connection connection, String sql) {
        try {
            route.send(connection, sql);
            return "sent";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }

    private static void onStatement(String name, OnStatement route) {
        ROUTES.put("Statement." + name, (connection, sql) -> {
            try (Statement statement = connection.createStatement()) {
                route.send(statement, sql);
            }
        });
    }

    private static void ofStatement() {
        onStatement("execute(String)", Statement::execute);
        onStatement("execute(String,int)", (s, sql) -> s.execute(sql, Statement.NO_GENERATED_KEYS));
        onStatement("execute(String,keys)", (s, sql) -> s.execute(sql, Statement.RETURN_GENERATED_KEYS));
        onStatement("execute(String,int[])", (s, sql) -> s.execute(sql, new int[0]));
        onStatement("execute(String,String[])", (s, sql) -> s.execute(sql, new String[] {"id"}));
        onStatement("executeQuery(String)", Statement::executeQuery);
        onStatement("executeUpdate(String)", Statement::executeUpdate);
        onStatement("executeUpdate(String,int)", (s, sql) -> s.executeUpdate(sql, Statement.NO_GENERATED_KEYS));
        onStatement("executeUpdate(String,keys)", (s, sql) -> s.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS));
        onStatement("executeUpdate(String,int[])", (s, sql) -> s.executeUpdate(sql, new int[0]));
        onStatement("executeUpdate(String,String[])", (s, sql) -> s.executeUpdate(sql, new String[] {"id"}));
        onStatement("executeLargeUpdate(String)", Statement::executeLargeUpdate);
        onStatement(
                "executeLargeUpdate(String,int)", (s, sql) -> s.executeLargeUpdate(sql, Statement.NO_GENERATED_KEYS));
        onStatement("executeLargeUpdate(String,int[])", (s, sql) -> s.executeLargeUpdate(sql, new int[0]));
        onStatement("executeLargeUpdate(String,String[])", (s, sql) -> s.executeLargeUpdate(sql, new String[] {"id"}));
    }

    private static void ofBatch() {
        onStatement("executeBatch()", (s, sql) -> {
            s.addBatch("SELECT set_config('a.b', '', true)");
            s.clearBatch();
            s.addBatch(sql);
            s.executeBatch();
        });
        onStatement("executeLargeBatch()", (s, sql) -> {
            s.addBatch(sql);
            s.executeLargeBatch();
        });
        prepared("addBatch()", Connection::prepareStatement, statement -> {
            statement.addBatch();
            statement.executeBatch();
        });
    }

    private interface Execution {
        void run(PreparedStatement statement) throws SQLException;
    }

    private static void prepared(String name, Preparing preparing, Execution execution) {
        ROUTES.put("PreparedStatement." + name, (connection, sql) -> {
            try (PreparedStatement statement = preparing.prepare(connection, sql)) {
                execution.run(statement);
            }
        });
    }

    private static void ofPreparedStatement() {
        prepared("execute()", Connection::prepareStatement, PreparedStatement::execute);
        prepared("executeQuery()", Connection::prepareStatement, PreparedStatement::executeQuery);
        prepared("executeUpdate()", Connection::prepareStatement, PreparedStatement::executeUpdate);
        prepared("executeLargeUpdate()", Connection::prepareStatement, PreparedStatement::executeLargeUpdate);
        int type = ResultSet.TYPE_FORWARD_ONLY;
        int concurrency = ResultSet.CONCUR_READ_ONLY;
        int holdability = ResultSet.CLOSE_CURSORS_AT_COMMIT;
        prepared(
                "of(String,int,int)",
                (c, sql) -> c.prepareStatement(sql, type, concurrency),
                PreparedStatement::execute);
        prepared(
                "of(String,int,int,int)",
                (c, sql) -> c.prepareStatement(sql, type, concurrency, holdability),
                PreparedStatement::execute);
        prepared(
                "of(String,int)",
                (c, sql) -> c.prepareStatement(sql, Statement.NO_GENERATED_KEYS),
                PreparedStatement::execute);
        prepared(
                "of(String,keys)",
                (c, sql) -> c.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS),
                PreparedStatement::execute);
        prepared("of(String,int[])", (c, sql) -> c.prepareStatement(sql, new int[0]), PreparedStatement::execute);
        prepared(
                "of(String,String[])",
                (c, sql) -> c.prepareStatement(sql, new String[] {"id"}),
                PreparedStatement::execute);
        prepared("ofCall(String)", Connection::prepareCall, PreparedStatement::execute);
        prepared("ofCall(String).executeUpdate()", Connection::prepareCall, PreparedStatement::executeUpdate);
        prepared(
                "ofCall(String,int,int)",
                (c, sql) -> c.prepareCall(sql, type, concurrency),
                PreparedStatement::execute);
        prepared(
                "ofCall(String,int,int,int)",
                (c, sql) -> c.prepareCall(sql, type, concurrency, holdability),
                PreparedStatement::execute);
    }

    private static void ofPgjdbc() {
        onStatement("executeWithFlags(String,int)", (s, sql) -> s.unwrap(BaseStatement.class)
                .executeWithFlags(sql, 0));
        onStatement("executeWithFlags(CachedQuery,int)", (s, sql) -> {
            BaseConnection connection = s.getConnection().unwrap(BaseConnection.class);
            ((BaseStatement) s).executeWithFlags(connection.createQuery(sql, true, false), 0);
        });
        ROUTES.put("PgPreparedStatement.executeWithFlags(int)", (connection, sql) -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.unwrap(BaseStatement.class).executeWithFlags(0);
            }
        });
        ROUTES.put("PgConnection.execSQLUpdate(String)", (c, sql) -> c.unwrap(BaseConnection.class)
                .execSQLUpdate(sql));
        ROUTES.put("PgConnection.execSQLQuery(String)", (c, sql) -> c.unwrap(BaseConnection.class)
                .execSQLQuery(sql));
        ROUTES.put(
                "DatabaseMetaData.getConnection()",
                (c, sql) -> c.getMetaData().getConnection().createStatement().execute(sql));
    }

    private static void ofDataSource(String url) {
        ROUTES.put("PGSimpleDataSource", (unused, sql) -> {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setURL(url);
            try (Connection connection = source.getConnection()) {
                connection.createStatement().execute(sql);
            }
        });
        ROUTES.put("PGConnectionPoolDataSource", (unused, sql) -> {
            PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
            source.setURL(url);
            try (Connection connection = source.getPooledConnection().getConnection()) {
                connection.createStatement().execute(sql);
            }
        });
        ROUTES.put("PGXADataSource", (unused, sql) -> {
            PGXADataSource source = new PGXADataSource();
            source.setURL(url);
            try (Connection connection = source.getXAConnection().getConnection()) {
                connection.createStatement().execute(sql);
            }
        });
    }
}
