package io.ddlguard.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.util.PGobject;

/** What pgjdbc has beyond JDBC. */
final class PgApiIT extends Contract {

    private PGConnection pg;

    @BeforeEach
    void table() throws Exception {
        given("CREATE TABLE t (id int PRIMARY KEY, name text)");
        pg = connection.unwrap(PGConnection.class);
    }

    @Test
    void copy_brings_rows_in_and_out() throws Exception {
        CopyManager copy = pg.getCopyAPI();
        seen.see("in, text", () -> copy.copyIn("COPY t FROM STDIN", new StringReader("1\ta\n2\tb\n")));
        seen.see(
                "in, bytes",
                () -> copy.copyIn(
                        "COPY t FROM STDIN WITH (FORMAT csv)", new ByteArrayInputStream("3,c\n".getBytes(UTF_8))));
        seen.see("twice", () -> copy.copyIn("COPY t FROM STDIN", new StringReader("1\ta\n")));
        seen.see("bad row", () -> copy.copyIn("COPY t FROM STDIN", new StringReader("x\ta\n")));
        seen.see("no copy", () -> copy.copyIn("SELECT 1", new StringReader("")));
        seen.see("usable", () -> statement.executeQuery("SELECT count(*) FROM t"));
        StringWriter out = new StringWriter();
        seen.see("out", () -> copy.copyOut("COPY t TO STDOUT", out));
        seen.see("text", out::toString);
        CopyIn cancelled = copy.copyIn("COPY t FROM STDIN");
        byte[] row = "9\tz\n".getBytes(UTF_8);
        cancelled.writeToCopy(row, 0, row.length);
        seen.does("cancel", cancelled::cancelCopy);
        seen.see("active", cancelled::isActive);
        seen.see("by a statement", () -> statement.execute("COPY t TO STDOUT"));
        seen.see("made from the connection", () -> new CopyManager(connection.unwrap(BaseConnection.class))
                .copyIn("COPY t FROM STDIN", new StringReader("4\td\n")));
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }

    @Test
    void large_objects_are_written_and_read() throws Exception {
        LargeObjectManager objects = pg.getLargeObjectAPI();
        seen.see("in autocommit", () -> objects.createLO() > 0);
        connection.setAutoCommit(false);
        long id = objects.createLO(LargeObjectManager.READWRITE);
        LargeObject object = objects.open(id, LargeObjectManager.READWRITE);
        object.write("hello".getBytes(UTF_8));
        object.seek(1);
        seen.see("read", () -> object.read(3));
        seen.see("size", object::size);
        object.close();
        connection.commit();
        objects.delete(id);
        connection.commit();
        seen.see("gone", () -> objects.open(1L, LargeObjectManager.READ));
        connection.rollback();
    }

    @Test
    void notifications_arrive() throws Exception {
        statement.execute("LISTEN things");
        seen.see("none", pg::getNotifications);
        Outsider.run(plainUrl(), "NOTIFY things, 'one'; NOTIFY things, 'two'; NOTIFY other, 'three'");
        List<String> arrived = new ArrayList<>();
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            for (PGNotification notification : Arrays.asList(nonNull(pg.getNotifications(50)))) {
                arrived.add(notification.getName() + " " + notification.getParameter());
            }
            return arrived.size() >= 2;
        });
        seen.see("arrived", () -> arrived.toString());
        seen.see("own", () -> statement.execute("NOTIFY things, 'own'"));
        seen.see("own, arrived", () -> nonNull(pg.getNotifications())[0].getParameter());
        seen.see("unlisten", () -> statement.execute("UNLISTEN *"));
    }

    private static PGNotification[] nonNull(PGNotification[] notifications) {
        return notifications == null ? new PGNotification[0] : notifications;
    }

    @Test
    @SuppressWarnings("deprecation")
    void functions_are_called_by_the_fast_path() throws Exception {
        var fastpath = pg.getFastpathAPI();
        fastpath.addFunction(
                "pg_backend_pid",
                Integer.parseInt(Outsider.run(plainUrl(), "SELECT 'pg_backend_pid'::regproc::oid::int")));
        seen.see(
                "call",
                () -> fastpath.getInteger("pg_backend_pid", new org.postgresql.fastpath.FastpathArg[0])
                        == pg.getBackendPID());
        seen.see("unknown", () -> fastpath.getID("no_such_function"));
    }

    @Test
    void parameters_and_settings_are_the_drivers() throws Exception {
        seen.see("strings", () -> pg.getParameterStatus("standard_conforming_strings"));
        pg.setDefaultFetchSize(17);
        seen.see("fetch size", pg::getDefaultFetchSize);
        seen.see("of a statement", () -> connection.createStatement().getFetchSize());
        pg.setPrepareThreshold(2);
        seen.see("threshold", pg::getPrepareThreshold);
        connection.setClientInfo("ApplicationName", "it's \"me\"");
        seen.see("client info", () -> connection.getClientInfo("ApplicationName"));
        seen.see("all", () -> connection.getClientInfo().containsKey("ApplicationName"));
        seen.see("server", () -> statement.executeQuery("SHOW application_name"));
        seen.does("unknown", () -> connection.setClientInfo("Nothing", "x"));
        connection.setSchema("pg_catalog");
        seen.see("schema", connection::getSchema);
        seen.see("catalog", connection::getCatalog);
        seen.does("catalog", () -> connection.setCatalog("other"));
        seen.see("types", connection::getTypeMap);
        seen.see("valid", () -> connection.isValid(2));
        seen.see("valid, negative", () -> connection.isValid(-1));
    }

    @Test
    void objects_of_own_types_are_kept() throws Exception {
        given("CREATE TYPE pair AS (a int, b text)", "CREATE TYPE mood AS ENUM ('sad', 'ok')");
        seen.see("composite", () -> {
            var rows =
                    statement.executeQuery("SELECT ROW(1, 'x')::pair, 'ok'::mood, '(1,2)'::point, '3 days'::interval");
            rows.next();
            return Rendering.of(rows.getObject(1))
                    + Rendering.of(rows.getObject(2))
                    + Rendering.of(rows.getObject(3))
                    + Rendering.of(rows.getObject(4));
        });
        PGobject mood = new PGobject();
        mood.setType("mood");
        mood.setValue("sad");
        try (var prepared = connection.prepareStatement("SELECT ?")) {
            prepared.setObject(1, mood);
            seen.see("enum", () -> prepared.executeQuery());
        }
    }
}
