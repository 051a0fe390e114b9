package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;
import org.postgresql.xa.PGXADataSource;

/** pgjdbc's own data sources. The driver's door does not stand before them; the agent's does. */
final class DataSourceIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given("CREATE TABLE t (id int)");
    }

    private <T extends BaseDataSource> T on(T source) throws SQLException {
        source.setUrl(plainUrl());
        return source;
    }

    @Test
    void a_simple_data_source_opens_connections() throws Exception {
        PGSimpleDataSource source = on(new PGSimpleDataSource());
        try (Connection opened = source.getConnection()) {
            seen.see("update", () -> opened.createStatement().executeUpdate("INSERT INTO t VALUES (1)"));
            seen.see("ddl", () -> opened.createStatement().executeUpdate("CREATE INDEX ON t (id)"));
        }
        source.setPassword("wrong");
        source.setUser("nobody");
        seen.see("wrong user", () -> source.getConnection("nobody", "wrong"));
        seen.see("wrapper", () -> source.isWrapperFor(PGSimpleDataSource.class));
    }

    @Test
    void a_pooled_connection_is_reused_and_tells_its_listeners() throws Exception {
        PooledConnection pooled = on(new PGConnectionPoolDataSource()).getPooledConnection();
        List<String> events = new ArrayList<>();
        pooled.addConnectionEventListener(new ConnectionEventListener() {
            @Override
            public void connectionClosed(ConnectionEvent event) {
                events.add("closed");
            }

            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                events.add("error " + event.getSQLException().getSQLState());
            }
        });
        Connection first = pooled.getConnection();
        var created = first.createStatement();
        seen.see("insert", () -> created.executeUpdate("INSERT INTO t VALUES (1)"));
        seen.see("ddl", () -> created.execute("ALTER TABLE t ADD COLUMN c int"));
        seen.see("leads back", () -> created.getConnection() == first);
        seen.see("rows lead back", () -> created.executeQuery("SELECT 1").getStatement() == created);
        first.close();
        seen.see("closed", first::isClosed);
        seen.see("its statement", () -> created.execute("SELECT 1"));
        Connection second = pooled.getConnection();
        seen.see("rows", () -> second.createStatement().executeQuery("SELECT * FROM t"));
        seen.see("bad", () -> second.createStatement().execute("SELECT nonsense"));
        Connection third = pooled.getConnection();
        seen.see("second, taken away", second::isClosed);
        third.close();
        pooled.close();
        seen.see("events", events::toString);
        seen.see("after the close", pooled::getConnection);
    }

    @Test
    void an_xa_transaction_commits_in_one_and_in_two_phases() throws Exception {
        XAConnection xa = on(new PGXADataSource()).getXAConnection();
        XAResource resource = xa.getXAResource();
        try (Connection opened = xa.getConnection()) {
            for (boolean onePhase : new boolean[] {true, false}) {
                Xid xid = xid(onePhase ? 1 : 2);
                resource.start(xid, XAResource.TMNOFLAGS);
                seen.see("autocommit", opened::getAutoCommit);
                seen.see("insert", () -> opened.createStatement().executeUpdate("INSERT INTO t VALUES (1)"));
                seen.does("commit", opened::commit);
                seen.does("autocommit", () -> opened.setAutoCommit(true));
                resource.end(xid, XAResource.TMSUCCESS);
                if (!onePhase) {
                    seen.see("prepare", () -> resource.prepare(xid));
                    seen.see("recover", () -> resource.recover(XAResource.TMSTARTRSCAN).length);
                }
                seen.does("commit", () -> resource.commit(xid, onePhase));
            }
            Xid xid = xid(3);
            resource.start(xid, XAResource.TMNOFLAGS);
            seen.see("ddl", () -> opened.createStatement().executeUpdate("ALTER TABLE t ADD COLUMN c int"));
            resource.end(xid, XAResource.TMFAIL);
            seen.does("rollback", () -> resource.rollback(xid));
            seen.see("unknown", () -> {
                try {
                    resource.commit(xid(4), false);
                    return "done";
                } catch (XAException e) {
                    return "XAException " + e.errorCode;
                }
            });
            seen.see("rows", () -> opened.createStatement().executeQuery("SELECT * FROM t"));
            seen.see("outside", opened::getAutoCommit);
        }
        seen.see("same", () -> resource.isSameRM(resource));
        xa.close();
    }

    private static Xid xid(int number) {
        byte[] id = {(byte) number};
        byte[] global = ("dg-" + ProcessHandle.current().pid()).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new Xid() {
            @Override
            public int getFormatId() {
                return 1;
            }

            @Override
            public byte[] getGlobalTransactionId() {
                return global;
            }

            @Override
            public byte[] getBranchQualifier() {
                return id;
            }
        };
    }
}
