package io.ddlguard.contract;

import static io.ddlguard.contract.Ground.DROP;
import static io.ddlguard.contract.Route.route;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/** Every method of JDBC that executes, in every mode of the driver. */
final class ExecuteRoutes {

    private ExecuteRoutes() {}

    private static final String[] COLUMNS = {"id"};
    private static final int[] INDEXES = {1};
    private static final int[] NONE = {};

    static final List<Route> ROUTES = List.of(
            route("executeUpdate", ground -> ground.statement().executeUpdate(DROP)),
            route("executeLargeUpdate", ground -> ground.statement().executeLargeUpdate(DROP)),
            route("executeQuery", ground -> ground.statement().executeQuery(DROP)),
            route("execute, generated keys", ground -> ground.statement()
                    .execute(DROP, Statement.RETURN_GENERATED_KEYS)),
            route("execute, no generated keys", ground -> ground.statement()
                    .execute(DROP, Statement.NO_GENERATED_KEYS)),
            route("execute, columns", ground -> ground.statement().execute(DROP, COLUMNS)),
            route("execute, indexes", ground -> ground.statement().execute(DROP, NONE)),
            route("execute, indexes that the driver refuses", ground -> ground.statement()
                            .execute(DROP, INDEXES))
                    .harmless("pgjdbc refuses keys by index before it sends anything"),
            route("executeUpdate, generated keys", ground -> ground.statement()
                    .executeUpdate(DROP, Statement.RETURN_GENERATED_KEYS)),
            route("executeUpdate, columns", ground -> ground.statement().executeUpdate(DROP, COLUMNS)),
            route("executeUpdate, indexes", ground -> ground.statement().executeUpdate(DROP, NONE)),
            route("executeLargeUpdate, generated keys", ground -> ground.statement()
                    .executeLargeUpdate(DROP, Statement.RETURN_GENERATED_KEYS)),
            route("executeLargeUpdate, columns", ground -> ground.statement().executeLargeUpdate(DROP, COLUMNS)),
            route("executeLargeUpdate, indexes", ground -> ground.statement().executeLargeUpdate(DROP, NONE)),
            route("prepared, execute", ground -> prepared(ground.connection()).execute()),
            route("prepared, executeUpdate", ground -> prepared(ground.connection())
                    .executeUpdate()),
            route("prepared, executeLargeUpdate", ground -> prepared(ground.connection())
                    .executeLargeUpdate()),
            route("prepared, executeQuery", ground -> prepared(ground.connection())
                    .executeQuery()),
            route("prepared, generated keys", ground -> ground.connection()
                    .prepareStatement(DROP, Statement.RETURN_GENERATED_KEYS)
                    .execute()),
            route("prepared, columns", ground -> ground.connection()
                    .prepareStatement(DROP, COLUMNS)
                    .execute()),
            route(
                    "prepared, indexes",
                    ground -> ground.connection().prepareStatement(DROP, NONE).execute()),
            route("prepared, type and concurrency", ground -> ground.connection()
                    .prepareStatement(DROP, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
                    .execute()),
            route("prepared, holdability", ground -> ground.connection()
                    .prepareStatement(
                            DROP,
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_UPDATABLE,
                            ResultSet.HOLD_CURSORS_OVER_COMMIT)
                    .execute()),
            route("prepared, second of two statements", ground -> ground.connection()
                    .prepareStatement("SELECT 1; " + DROP)
                    .execute()),
            route("prepared, after a statement with a parameter", ground -> {
                PreparedStatement prepared = ground.connection().prepareStatement("SELECT ?::int; " + DROP);
                prepared.setInt(1, 1);
                prepared.execute();
            }),
            route("prepared on the server by the first execution", ground -> prepared(
                            ground.connect(Map.of("prepareThreshold", "-1")))
                    .execute()),
            route(
                    "callable, the text itself",
                    ground -> ground.connection().prepareCall(DROP).execute()),
            route("callable, type and concurrency", ground -> ground.connection()
                    .prepareCall(DROP, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)
                    .executeUpdate()),
            route("callable, holdability", ground -> ground.connection()
                    .prepareCall(
                            DROP,
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY,
                            ResultSet.CLOSE_CURSORS_AT_COMMIT)
                    .executeUpdate()),
            route("batch", ground -> {
                ground.statement().addBatch(DROP);
                ground.statement().executeBatch();
            }),
            route("batch, executeLargeBatch", ground -> {
                ground.statement().addBatch(DROP);
                ground.statement().executeLargeBatch();
            }),
            route("batch, after plain changes of data", ground -> {
                ground.statement().addBatch("INSERT INTO others VALUES (1)");
                ground.statement().addBatch(DROP);
                ground.statement().executeBatch();
            }),
            route("batch of a prepared statement", ground -> {
                PreparedStatement prepared = prepared(ground.connection());
                prepared.addBatch();
                prepared.executeBatch();
            }),
            route("batch of a prepared statement, executeLargeBatch", ground -> {
                PreparedStatement prepared = prepared(ground.connection());
                prepared.addBatch();
                prepared.executeLargeBatch();
            }),
            route("batch of a callable statement", ground -> {
                var call = ground.connection().prepareCall(DROP);
                call.addBatch();
                call.executeBatch();
            }),
            route("statement of another type", ground -> ground.connection()
                    .createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
                    .execute(DROP)),
            route("statement of another holdability", ground -> ground.connection()
                    .createStatement(
                            ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, ResultSet.HOLD_CURSORS_OVER_COMMIT)
                    .execute(DROP)),
            route("without escape processing", ground -> {
                ground.statement().setEscapeProcessing(false);
                ground.statement().execute(DROP);
            }),
            route("with an escape in the text", ground -> ground.statement()
                    .execute("SELECT {fn upper('a')}; " + DROP)),
            route("with doubled question marks", ground -> ground.connection()
                    .prepareStatement("SELECT '{}'::jsonb ?? 'a'; " + DROP)
                    .execute()),
            route("with a fetch size and a limit of rows", ground -> {
                ground.statement().setFetchSize(5);
                ground.statement().setMaxRows(5);
                ground.statement().execute(DROP);
            }),
            route("with a query timeout", ground -> {
                ground.statement().setQueryTimeout(20);
                ground.statement().execute(DROP);
            }),
            route("in a transaction", ground -> {
                ground.connection().setAutoCommit(false);
                ground.statement().execute(DROP);
                ground.connection().commit();
            }),
            route("in a transaction ended by setAutoCommit", ground -> {
                ground.connection().setAutoCommit(false);
                ground.statement().execute(DROP);
                ground.connection().setAutoCommit(true);
            }),
            route("in a serializable transaction", ground -> {
                ground.connection().setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
                ground.connection().setAutoCommit(false);
                ground.statement().execute(DROP);
                ground.connection().commit();
            }),
            mode("simple"),
            mode("extendedForPrepared"),
            mode("extendedCacheEverything"),
            route("preferQueryMode simple, prepared", ground -> prepared(
                            ground.connect(Map.of("preferQueryMode", "simple")))
                    .execute()),
            route("reWriteBatchedInserts", ground -> {
                PreparedStatement prepared = prepared(ground.connect(Map.of("reWriteBatchedInserts", "true")));
                prepared.addBatch();
                prepared.executeBatch();
            }),
            route("again after it was refused", ground -> {
                try {
                    ground.statement().execute(DROP);
                } catch (java.sql.SQLException refused) {
                    ground.statement().execute(DROP);
                }
            }));

    private static PreparedStatement prepared(Connection connection) throws java.sql.SQLException {
        return connection.prepareStatement(DROP);
    }

    private static Route mode(String mode) {
        return route("preferQueryMode " + mode, ground -> ground.connect(Map.of("preferQueryMode", mode))
                .createStatement()
                .execute("SELECT 1; " + DROP));
    }
}
