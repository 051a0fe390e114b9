package io.ddlguard.guard;

import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.session.Session;
import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The smallest door: every statement given to {@link #execute} goes through the guard. */
final class Door implements AutoCloseable {

    final Guard guard;
    final Session session;
    final Connection connection;

    private Door(Guard guard, Session session) {
        this.guard = guard;
        this.session = session;
        this.connection = session.connection();
    }

    static Guard guard() {
        return new Guard(new Settings(null, null, "always"));
    }

    static Door open(Guard guard, String url) throws SQLException {
        return open(guard, url, DriverManager::getConnection);
    }

    /** @param opener the way of the second connection */
    static Door open(Guard guard, String url, PgSession.Opener opener) throws SQLException {
        guard.admit(url);
        Connection connection = DriverManager.getConnection(url);
        Session session = new PgSession(connection, url, new Properties(), opener);
        guard.opened(session);
        return new Door(guard, session);
    }

    static String database() {
        return TestPostgres.shared().freshDatabase();
    }

    /** Answers what {@code Statement.execute} answers. */
    boolean execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return guard.around(session, statement, sql, statement::execute);
        }
    }

    /** As a door does: the guard is told of the items that may concern it. */
    int[] batch(String... items) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> texts = new ArrayList<>();
            for (String item : items) {
                statement.addBatch(item);
                if (Guard.concernsInBatch(item)) {
                    texts.add(item);
                }
            }
            return guard.aroundBatch(session, statement, texts, text -> statement.executeBatch());
        }
    }

    CompletableFuture<Void> executeInBackground(String sql) {
        return inBackground(() -> {
            execute(sql);
            return null;
        });
    }

    <T> CompletableFuture<T> inBackground(Callable<T> call) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(call.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        return done;
    }

    /** Until a guard has looked who holds a table, later than the last statement of a transaction that idles. */
    static void awaitALookAtTheLocks(String url) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
            try (Connection observer = DriverManager.getConnection(url);
                    Statement statement = observer.createStatement();
                    ResultSet answer = statement.executeQuery("SELECT count(*) FROM pg_stat_activity g,"
                            + " pg_stat_activity h WHERE g.application_name LIKE 'ddlguard for%' AND g.query LIKE"
                            + " 'SELECT l.relation%' AND h.state = 'idle in transaction' AND g.query_start >"
                            + " h.query_start AND g.datname = current_database() AND h.datname = g.datname")) {
                answer.next();
                return answer.getInt(1) > 0;
            }
        });
    }

    void raw(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String one(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }

    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        guard.ended(session);
    }

    void rollback() throws SQLException {
        connection.rollback();
        guard.ended(session);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        guard.closed(session);
    }
}
