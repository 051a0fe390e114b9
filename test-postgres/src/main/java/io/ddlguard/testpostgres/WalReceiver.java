package io.ddlguard.testpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * What the server takes for a streaming replica: it is sent the WAL, and has replayed as much as the test says. It says
 * so only when it is told to.
 */
public final class WalReceiver implements AutoCloseable {

    private final String url;
    private final Connection connection;
    private final PGReplicationStream stream;

    private WalReceiver(String url, Connection connection, PGReplicationStream stream) {
        this.url = url;
        this.connection = connection;
        this.stream = stream;
    }

    /** A replica that has still to be sent what was written since a position. */
    public static WalReceiver physical(String url, String since) throws SQLException {
        Connection connection = connect(url, "true");
        return new WalReceiver(
                url,
                connection,
                connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .physical()
                        .withStartPosition(LogSequenceNumber.valueOf(since))
                        .start());
    }

    /** A consumer of the changes of one database. */
    public static WalReceiver logical(String url) throws SQLException {
        Connection connection = connect(url, "database");
        try (Statement slot = connection.createStatement()) {
            slot.execute("CREATE_REPLICATION_SLOT changes TEMPORARY LOGICAL test_decoding");
        }
        return new WalReceiver(
                url,
                connection,
                connection
                        .unwrap(PGConnection.class)
                        .getReplicationAPI()
                        .replicationStream()
                        .logical()
                        .withSlotName("changes")
                        .start());
    }

    private static Connection connect(String url, String replication) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("replication", replication);
        properties.setProperty("assumeMinServerVersion", "13");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("ApplicationName", "standby");
        return DriverManager.getConnection(url, properties);
    }

    /** How far the server has written. */
    public static String written(String url) throws SQLException {
        return one(url, "SELECT pg_current_wal_flush_lsn()");
    }

    /** It has replayed all that was written until now, and says so. */
    public void replayAll() throws SQLException {
        replay(written(url));
    }

    /** It has replayed so much, and says so. */
    public void replay(String until) throws SQLException {
        stream.setFlushedLSN(LogSequenceNumber.valueOf(until));
        stream.setAppliedLSN(LogSequenceNumber.valueOf(until));
        sayAgain();
    }

    /** It says that it has replayed no more than it said before. */
    public void sayAgain() throws SQLException {
        stream.forceUpdateStatus();
    }

    /** What it was not sent yet it does not want. When this returns, the server has forgotten it. */
    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
        while (!"0".equals(one(url, "SELECT count(*) FROM pg_stat_replication WHERE application_name = 'standby'"))) {
            Thread.onSpinWait();
        }
    }

    private static String one(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
