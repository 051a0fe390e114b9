package io.ddlguard.contract;

import static io.ddlguard.contract.Ground.DROP;
import static io.ddlguard.contract.Route.route;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** The objects of JDBC from which one comes back to a connection, and the ways to get one. */
final class ObjectRoutes {

    private ObjectRoutes() {}

    private static final String NOT_ASKED = "pgjdbc's own class opens its connections without the driver in between";

    static final List<Route> ROUTES = List.of(
            route(
                    "Statement.getConnection",
                    ground -> onStatementOf(ground.statement().getConnection())),
            route(
                    "DatabaseMetaData.getConnection",
                    ground -> onStatementOf(ground.connection().getMetaData().getConnection())),
            route("a result's statement", ground -> ground.statement()
                    .executeQuery("SELECT 1")
                    .getStatement()
                    .execute(DROP)),
            route(
                    "a result's statement's connection",
                    ground -> onStatementOf(ground.statement()
                            .executeQuery("SELECT 1")
                            .getStatement()
                            .getConnection())),
            route(
                    "the statement of a result of DatabaseMetaData",
                    ground -> onStatementOf(ground.connection()
                            .getMetaData()
                            .getTables(null, null, "t", null)
                            .getStatement()
                            .getConnection())),
            route(
                    "the statement of a result of getTypeInfo",
                    ground -> onStatementOf(ground.connection()
                            .getMetaData()
                            .getTypeInfo()
                            .getStatement()
                            .getConnection())),
            route("the statement of generated keys", ground -> {
                ground.statement().execute("INSERT INTO others VALUES (3)", Statement.RETURN_GENERATED_KEYS);
                onStatementOf(
                        ground.statement().getGeneratedKeys().getStatement().getConnection());
            }),
            route("the statement of an array's rows", ground -> ground.connection()
                    .createArrayOf("int4", new Integer[] {1})
                    .getResultSet()
                    .getStatement()
                    .execute(DROP)),
            route("the statement of the rows of an array that was read", ground -> {
                ResultSet rows = ground.statement().executeQuery("SELECT ARRAY[1, 2]");
                rows.next();
                onStatementOf(rows.getArray(1).getResultSet().getStatement().getConnection());
            }),
            route("the statement of an array read as an object", ground -> {
                ResultSet rows = ground.statement().executeQuery("SELECT ARRAY[1, 2]");
                rows.next();
                onStatementOf(((java.sql.Array) rows.getObject(1))
                        .getResultSet()
                        .getStatement()
                        .getConnection());
            }),
            route("the statement of a ref cursor", ground -> {
                ground.connection().setAutoCommit(false);
                ground.statement().execute("DECLARE rows CURSOR FOR SELECT 1");
                ResultSet rows = ground.statement().executeQuery("SELECT 'rows'::refcursor");
                rows.next();
                onStatementOf(((ResultSet) rows.getObject(1)).getStatement().getConnection());
                ground.connection().commit();
            }),
            route(
                    "the connection unwrapped as Connection",
                    ground -> onStatementOf(ground.connection().unwrap(Connection.class))),
            route(
                    "the statement unwrapped as Statement",
                    ground -> ground.statement().unwrap(Statement.class).execute(DROP)),
            route("a prepared statement unwrapped", ground -> ground.connection()
                    .prepareStatement(DROP)
                    .unwrap(java.sql.PreparedStatement.class)
                    .execute()),
            route("a result unwrapped", ground -> ground.statement()
                    .executeQuery("SELECT 1")
                    .unwrap(ResultSet.class)
                    .getStatement()
                    .execute(DROP)),
            route(
                    "the metadata unwrapped",
                    ground -> onStatementOf(ground.connection()
                            .getMetaData()
                            .unwrap(java.sql.DatabaseMetaData.class)
                            .getConnection())),
            route("another thread", ground -> {
                var thrown = new java.util.concurrent.CompletableFuture<Void>();
                Thread thread = new Thread(() -> {
                    try {
                        ground.statement().execute(DROP);
                        thrown.complete(null);
                    } catch (Exception e) {
                        thrown.completeExceptionally(e);
                    }
                });
                thread.start();
                thrown.get(30, java.util.concurrent.TimeUnit.SECONDS);
            }),
            route("a pool on top (HikariCP)", ground -> {
                try (HikariDataSource pool = new HikariDataSource(pooled(ground));
                        Connection connection = pool.getConnection()) {
                    onStatementOf(connection);
                }
            }),
            route("a pool on top, unwrapped", ground -> {
                try (HikariDataSource pool = new HikariDataSource(pooled(ground));
                        Connection connection = pool.getConnection()) {
                    onStatementOf((Connection) connection.unwrap(org.postgresql.PGConnection.class));
                }
            }),
            route("a pool's own statement for new connections", ground -> {
                HikariConfig config = pooled(ground);
                config.setConnectionInitSql(DROP);
                new HikariDataSource(config).close();
            }),
            route("PGSimpleDataSource", ground -> {
                        PGSimpleDataSource source = new PGSimpleDataSource();
                        source.setUrl(ground.plainUrl());
                        try (Connection connection = source.getConnection()) {
                            onStatementOf(connection);
                        }
                    })
                    .driverOpen(NOT_ASKED),
            route("PGConnectionPoolDataSource", ground -> {
                        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
                        source.setUrl(ground.plainUrl());
                        var pooled = source.getPooledConnection();
                        try (Connection connection = pooled.getConnection()) {
                            onStatementOf(connection);
                        } finally {
                            pooled.close();
                        }
                    })
                    .driverOpen(NOT_ASKED),
            route("PGXADataSource, outside of an XA transaction", ground -> {
                        XAConnection xa = xa(ground);
                        try (Connection connection = xa.getConnection()) {
                            onStatementOf(connection);
                        } finally {
                            xa.close();
                        }
                    })
                    .driverOpen(NOT_ASKED),
            route("PGXADataSource, in an XA transaction", ground -> {
                        XAConnection xa = xa(ground);
                        XAResource resource = xa.getXAResource();
                        var xid = new RouteXid();
                        try (Connection connection = xa.getConnection()) {
                            resource.start(xid, XAResource.TMNOFLAGS);
                            onStatementOf(connection);
                            resource.end(xid, XAResource.TMSUCCESS);
                            resource.commit(xid, true);
                        } finally {
                            xa.close();
                        }
                    })
                    .driverOpen(NOT_ASKED),
            route("a plain URL given to DriverManager", ground -> {
                        try (Connection connection = DriverManager.getConnection(ground.plainUrl())) {
                            onStatementOf(connection);
                        }
                    })
                    .driverOpen("it is the prefix of the URL, or the driver class, that asks for the guard"),
            route("org.postgresql.Driver itself", ground -> {
                        try (Connection connection =
                                new org.postgresql.Driver().connect(ground.plainUrl(), new Properties())) {
                            onStatementOf(connection);
                        }
                    })
                    .driverOpen("it is the prefix of the URL, or the driver class, that asks for the guard"));

    static void onStatementOf(Connection connection) throws java.sql.SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(DROP);
        }
    }

    private static HikariConfig pooled(Ground ground) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Door.current().url(ground.plainUrl()));
        config.setDriverClassName(Door.current().driverClass());
        config.setMaximumPoolSize(1);
        return config;
    }

    private static XAConnection xa(Ground ground) throws java.sql.SQLException {
        PGXADataSource source = new PGXADataSource();
        source.setUrl(ground.plainUrl());
        return source.getXAConnection();
    }
}
