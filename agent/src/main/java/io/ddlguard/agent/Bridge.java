package io.ddlguard.agent;

import io.ddlguard.guard.Guard;
import java.lang.invoke.MethodHandle;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What the code inlined into pgjdbc calls. Its signatures name only types of java.base and java.sql, because pgjdbc may
 * live in a child of the agent's loader and must find the same classes here. Not for applications.
 *
 * <p>{@link #concerns} comes before anything else on every path: where it says no, nothing is allocated and nothing
 * sent. Thread-safe.
 */
public final class Bridge {

    private Bridge() {}

    /** Whether the guard may have to look at this text. */
    public static boolean concerns(@Nullable String sql) {
        return sql != null && Guard.concerns(sql);
    }

    /** Whether the guard needs this text of a batch. */
    public static boolean concernsInBatch(@Nullable String sql) {
        return sql != null && Guard.concernsInBatch(sql);
    }

    /** Whether the guard may have to look at this text at any time: a COMMIT concerns it only while work is pending. */
    public static boolean mayConcern(@Nullable String sql) {
        return sql != null && Guard.mayConcern(sql);
    }

    /**
     * Runs a call whose first argument is its text.
     *
     * @param self the method that was called
     * @return the result in an array of one; null if the method's own body is to run, unguarded
     */
    public static Object @Nullable [] execute(
            Statement statement, String sql, MethodHandle self, @Nullable Object[] arguments) throws SQLException {
        return GuardedCalls.execute(statement, sql, self, arguments);
    }

    /**
     * Runs a call whose text was fixed earlier, by {@code prepareStatement} or {@code createQuery}.
     *
     * @param flags pgjdbc's, with which a replacement of the text is sent
     */
    public static Object @Nullable [] executeFixed(
            Statement statement, String sql, int flags, MethodHandle self, @Nullable Object[] arguments)
            throws SQLException {
        return GuardedCalls.executeFixed(statement, sql, flags, self, arguments);
    }

    /** A text that may concern the guard has been prepared. */
    public static void prepared(Statement statement, String sql) {
        Slots.setPrepared(statement, sql);
    }

    /** A text that concerns the guard has been added to a batch. */
    public static void batched(Statement statement, String sql) {
        GuardedCalls.batched(statement, sql);
    }

    /**
     * Runs a batch with such texts.
     *
     * @param self the method that was called
     * @return as {@link #execute}
     */
    public static Object @Nullable [] executeBatch(Statement statement, MethodHandle self) throws SQLException {
        return GuardedCalls.executeBatch(statement, self);
    }

    /** The transaction may have ended. */
    public static void ended(Connection connection) {
        GuardedConnections.ended(connection);
    }

    /** The statement is being cancelled, by the application, by its query timeout or by being closed. */
    public static void cancelling(Statement statement) throws SQLException {
        if (!Running.none()) {
            GuardedCalls.cancel(statement);
        }
    }

    /**
     * Before a connection is opened.
     *
     * @return whether it is one to be guarded
     */
    public static boolean connecting(Driver driver, @Nullable String url) throws SQLException {
        return GuardedConnections.connecting(driver, url);
    }

    /** A connection to be guarded has been opened. */
    public static void connected(Driver driver, String url, @Nullable Properties properties, Connection connection)
            throws SQLException {
        GuardedConnections.connected(driver, url, properties, connection);
    }

    /** The connection is about to be closed or aborted. */
    public static void closing(Connection connection) {
        if (!Running.none()) {
            GuardedConnections.cancel(connection);
        }
    }

    /** The connection has been closed or aborted. */
    public static void closed(Connection connection) {
        GuardedConnections.closed(connection);
    }
}
