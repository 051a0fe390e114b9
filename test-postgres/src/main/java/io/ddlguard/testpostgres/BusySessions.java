package io.ddlguard.testpostgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Sessions that are active until they are let go: each waits for an advisory lock. */
public final class BusySessions implements AutoCloseable {

    private static final String ACTIVE = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND"
            + " application_name = 'busy' AND datname = current_database()";

    private final Connection holder;
    private final List<Connection> sessions = new ArrayList<>();

    private BusySessions(Connection holder) {
        this.holder = holder;
    }

    /** Answers when all of them are active. */
    public static BusySessions open(String url, int count) throws SQLException {
        BusySessions busy = new BusySessions(DriverManager.getConnection(url));
        busy.run("SELECT pg_advisory_lock(4711)");
        for (int i = 0; i < count; i++) {
            Connection session = DriverManager.getConnection(url + "&ApplicationName=busy");
            busy.sessions.add(session);
            Thread thread = new Thread(() -> waitIn(session), "busy");
            thread.setDaemon(true);
            thread.start();
        }
        while (busy.active() < count) {
            Thread.onSpinWait();
        }
        return busy;
    }

    private static void waitIn(Connection session) {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_advisory_lock_shared(4711)");
        } catch (SQLException e) {
            // Closed while it waited.
        }
    }

    private int active() throws SQLException {
        try (Statement statement = holder.createStatement();
                ResultSet answer = statement.executeQuery(ACTIVE)) {
            answer.next();
            return answer.getInt(1);
        }
    }

    /** From now on they idle. */
    public void letGo() throws SQLException {
        run("SELECT pg_advisory_unlock_all()");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = holder.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        letGo();
        holder.close();
        for (Connection session : sessions) {
            session.close();
        }
    }
}
