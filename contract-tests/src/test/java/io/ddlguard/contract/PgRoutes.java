package io.ddlguard.contract;

import static io.ddlguard.contract.Ground.DROP;
import static io.ddlguard.contract.ObjectRoutes.onStatementOf;
import static io.ddlguard.contract.Route.route;

import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.fastpath.FastpathArg;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PgResultSet;
import org.postgresql.jdbc.PgStatement;

/** What pgjdbc offers beyond JDBC. */
final class PgRoutes {

    private PgRoutes() {}

    private static final String ITS_CLASS =
            "unwrapped as a class of pgjdbc, and not as an interface, the object is pgjdbc's own";
    private static final String PARSED = "the query was parsed before, and the proxy sees no text";
    private static final String BELOW = "it is pgjdbc's inside, below every object that a door guards";
    private static final String COPY = "CopyManager sends its text itself, and the server runs it whatever it is";
    private static final String FAST = "the call names a function by its number and has no text";

    static final List<Route> ROUTES = List.of(
            route(
                    "a cast to PGConnection and back",
                    ground -> onStatementOf((Connection) (PGConnection) ground.connection())),
            route(
                    "the connection unwrapped as PGConnection",
                    ground -> onStatementOf((Connection) ground.connection().unwrap(PGConnection.class))),
            route(
                    "the connection unwrapped as BaseConnection",
                    ground -> onStatementOf(ground.connection().unwrap(BaseConnection.class))),
            route(
                            "the connection unwrapped as its class",
                            ground -> onStatementOf(ground.connection().unwrap(PgConnection.class)))
                    .driverOpen(ITS_CLASS),
            route(
                    "the statement unwrapped as PGStatement",
                    ground -> ((Statement) ground.statement().unwrap(PGStatement.class)).execute(DROP)),
            route("the statement unwrapped as its class", ground -> ground.statement()
                            .unwrap(PgStatement.class)
                            .execute(DROP))
                    .driverOpen(ITS_CLASS),
            route("a result unwrapped as its class", ground -> ground.statement()
                            .executeQuery("SELECT 1")
                            .unwrap(PgResultSet.class)
                            .getStatement()
                            .execute(DROP))
                    .driverOpen(ITS_CLASS),
            route("BaseConnection.execSQLUpdate", ground -> base(ground).execSQLUpdate(DROP)),
            route("BaseConnection.execSQLQuery", ground -> base(ground).execSQLQuery(DROP)),
            route("BaseConnection.execSQLQuery, type and concurrency", ground -> base(ground)
                    .execSQLQuery(DROP, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)),
            route("BaseStatement.executeWithFlags", ground -> ground.statement()
                    .unwrap(BaseStatement.class)
                    .executeWithFlags(DROP, QueryExecutor.QUERY_SUPPRESS_BEGIN)),
            route("BaseStatement.executeWithFlags of a prepared statement", ground -> ground.connection()
                    .prepareStatement(DROP)
                    .unwrap(BaseStatement.class)
                    .executeWithFlags(0)),
            route("createQuery and executeWithFlags of the query", ground -> ground.statement()
                            .unwrap(BaseStatement.class)
                            .executeWithFlags(base(ground).createQuery(DROP, true, false), 0))
                    .driverOpen(PARSED),
            route("getQueryExecutor", PgRoutes::queryExecutor).open(BELOW),
            route("CopyManager.copyIn of a text that is no COPY", ground -> ground.connection()
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(DROP, new StringReader("")))
                    .open(COPY),
            route("CopyManager.copyOut of a text that is no COPY", ground -> ground.connection()
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(DROP, new StringWriter()))
                    .open(COPY),
            route("CopyManager.copyOut of a function with DDL", ground -> ground.connection()
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY (SELECT drops()) TO STDOUT", new StringWriter()))
                    .open(COPY),
            route("CopyManager.copyIn into a table with such a trigger", ground -> ground.connection()
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn("COPY triggering FROM STDIN", new StringReader("1\n")))
                    .open(COPY),
            route("a CopyManager made from the connection", ground -> new CopyManager(base(ground))
                            .copyOut(DROP, new StringWriter()))
                    .open(COPY),
            route("Fastpath of a function with DDL", PgRoutes::fastpath).open(FAST),
            route("a replication connection", ground -> {
                Connection replicating = ground.connect(Map.of(
                        "replication", "database", "assumeMinServerVersion", "9.4", "preferQueryMode", "simple"));
                onStatementOf(replicating);
            }),
            route("a row updated by an updatable result", ground -> {
                        try (Statement updating = ground.connection()
                                        .createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
                                ResultSet rows = updating.executeQuery("SELECT id, doomed FROM t")) {
                            rows.next();
                            rows.updateInt(2, 5);
                            rows.updateRow();
                        }
                    })
                    .harmless("it carries changes of data only"),
            route("large objects", ground -> {
                        ground.connection().setAutoCommit(false);
                        ground.connection()
                                .unwrap(PGConnection.class)
                                .getLargeObjectAPI()
                                .createLO();
                        ground.connection().commit();
                    })
                    .harmless("they carry data only"),
            route("a name of a savepoint", ground -> {
                        ground.connection().setAutoCommit(false);
                        ground.connection().setSavepoint("s\"; " + DROP + "; --");
                        ground.connection().commit();
                    })
                    .harmless("pgjdbc quotes it"),
            route("a name of a schema", ground -> ground.connection().setSchema("s'; " + DROP + "; --"))
                    .harmless("pgjdbc quotes it"),
            route("client info", ground -> ground.connection().setClientInfo("ApplicationName", "a'; " + DROP + "; --"))
                    .harmless("pgjdbc quotes it"),
            route("a name in DatabaseMetaData", ground -> ground.connection()
                            .getMetaData()
                            .getTables(null, null, "x'; " + DROP + "; --", null))
                    .harmless("pgjdbc quotes it"));

    private static BaseConnection base(Ground ground) throws java.sql.SQLException {
        return ground.connection().unwrap(BaseConnection.class);
    }

    @SuppressWarnings("deprecation")
    private static void fastpath(Ground ground) throws java.sql.SQLException {
        int function = Integer.parseInt(Outsider.run(ground.plainUrl(), "SELECT 'drops()'::regprocedure::oid::int"));
        ground.connection().unwrap(PGConnection.class).getFastpathAPI().fastpath(function, new FastpathArg[0]);
    }

    private static void queryExecutor(Ground ground) throws java.sql.SQLException {
        QueryExecutor executor = base(ground).getQueryExecutor();
        ResultHandlerBase deaf = new ResultHandlerBase() {
            @Override
            public void handleWarning(java.sql.SQLWarning warning) {}
        };
        executor.execute(
                executor.createSimpleQuery(DROP),
                null,
                deaf,
                0,
                0,
                QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_SUPPRESS_BEGIN);
    }
}
