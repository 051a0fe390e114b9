package io.ddlguard.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * The methods of pgjdbc by which a statement can reach the server, by descriptor; the same from 42.2.5 to the newest.
 *
 * <p>All are mandatory: a driver that lacks one has another way that nobody has looked at. Each is a public method of
 * JDBC or of pgjdbc's {@code BaseStatement}, not one of the private ones that change from version to version. What a
 * later version may add still arrives at {@code executeWithFlags(CachedQuery, int)} or
 * {@code PgPreparedStatement.executeWithFlags(int)}, below which there is only the protocol.
 */
final class Routes {

    record Route(String name, String descriptor, Class<?> advice) {}

    private static final String TEXT = "Ljava/lang/String;";
    private static final String TEXTS = "[Ljava/lang/String;";

    private Routes() {}

    static List<Route> of(String type) {
        return switch (type) {
            case PgjdbcTransformer.DRIVER -> ofDriver();
            case PgjdbcTransformer.CONNECTION -> ofConnection();
            case PgjdbcTransformer.STATEMENT -> ofStatement();
            case PgjdbcTransformer.PREPARED_STATEMENT -> ofPreparedStatement();
            // It calls its parent's and then reads the out parameters: the outermost call is the one to re-enter.
            case PgjdbcTransformer.CALLABLE_STATEMENT ->
                List.of(new Route("executeWithFlags", "(I)Z", ExecutePreparedAdvice.class));
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static List<Route> ofDriver() {
        return List.of(new Route(
                "connect", "(Ljava/lang/String;Ljava/util/Properties;)Ljava/sql/Connection;", ConnectAdvice.class));
    }

    private static List<Route> ofConnection() {
        List<Route> routes = new ArrayList<>();
        for (String more : List.of("", "II", "III", "I", "[I", TEXTS)) {
            routes.add(new Route(
                    "prepareStatement", "(" + TEXT + more + ")Ljava/sql/PreparedStatement;", PrepareAdvice.class));
        }
        for (String more : List.of("", "II", "III")) {
            routes.add(
                    new Route("prepareCall", "(" + TEXT + more + ")Ljava/sql/CallableStatement;", PrepareAdvice.class));
        }
        routes.add(new Route("commit", "()V", EndTransactionAdvice.class));
        routes.add(new Route("rollback", "()V", EndTransactionAdvice.class));
        routes.add(new Route("rollback", "(Ljava/sql/Savepoint;)V", EndTransactionAdvice.class));
        routes.add(new Route("setAutoCommit", "(Z)V", EndTransactionAdvice.class));
        routes.add(new Route("close", "()V", CloseAdvice.class));
        routes.add(new Route("abort", "(Ljava/util/concurrent/Executor;)V", AbortAdvice.class));
        return routes;
    }

    private static List<Route> ofStatement() {
        List<Route> routes = new ArrayList<>();
        routes.add(new Route("executeQuery", "(" + TEXT + ")Ljava/sql/ResultSet;", ExecuteAdvice.class));
        for (String more : List.of("", "I", "[I", TEXTS)) {
            routes.add(new Route("execute", "(" + TEXT + more + ")Z", ExecuteAdvice.class));
            routes.add(new Route("executeUpdate", "(" + TEXT + more + ")I", ExecuteAdvice.class));
            routes.add(new Route("executeLargeUpdate", "(" + TEXT + more + ")J", ExecuteAdvice.class));
        }
        routes.add(new Route("executeWithFlags", "(" + TEXT + "I)Z", ExecuteAdvice.class));
        routes.add(
                new Route("executeWithFlags", "(Lorg/postgresql/core/CachedQuery;I)Z", ExecuteCachedQueryAdvice.class));
        routes.add(new Route("addBatch", "(" + TEXT + ")V", AddBatchAdvice.class));
        routes.add(new Route("clearBatch", "()V", ClearBatchAdvice.class));
        routes.add(new Route("executeBatch", "()[I", ExecuteBatchAdvice.class));
        routes.add(new Route("executeLargeBatch", "()[J", ExecuteBatchAdvice.class));
        // close() comes by here as well: it cancels first.
        routes.add(new Route("cancel", "()V", CancelAdvice.class));
        return routes;
    }

    private static List<Route> ofPreparedStatement() {
        return List.of(
                new Route("executeWithFlags", "(I)Z", ExecutePreparedAdvice.class),
                new Route("addBatch", "()V", AddPreparedBatchAdvice.class));
    }
}
