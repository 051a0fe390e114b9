package io.ddlguard.agent;

import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import java.lang.invoke.MethodHandle;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executions that concern the guard. The whole guarded procedure runs inside the outermost call of the driver; it
 * re-enters that same method of the same statement, so that counts, results, keys and warnings are the driver's own.
 * What is thrown reaches the caller as it is.
 */
final class GuardedCalls {

    private GuardedCalls() {}

    static Object @Nullable [] execute(Statement statement, String sql, MethodHandle self, @Nullable Object[] arguments)
            throws SQLException {
        return around(statement, sql, text -> {
            @Nullable Object[] changed = arguments.clone();
            changed[0] = text;
            return invoke(self, statement, changed);
        });
    }

    static Object @Nullable [] executeFixed(
            Statement statement, String sql, int flags, MethodHandle self, @Nullable Object[] arguments)
            throws SQLException {
        return around(
                statement,
                sql,
                text -> text.equals(sql)
                        ? invoke(self, statement, arguments)
                        : invoke(Slots.executeText(statement), statement, text, flags));
    }

    private static Object @Nullable [] around(Statement statement, String sql, Call<@Nullable Object> call)
            throws SQLException {
        Session connection = guarded(statement);
        if (connection == null) {
            return null;
        }
        try (Running running = Running.start(connection, statement)) {
            return new @Nullable Object[] {GuardedConnections.guard().around(connection, statement, sql, call)};
        }
    }

    /** Null where the driver's own body is to run: on the guard's connections, and inside a guarded call. */
    private static @Nullable Session guarded(Statement statement) throws SQLException {
        // A closed statement fails before it sends anything, so nothing may be done for it either.
        if (statement.isClosed()) {
            return null;
        }
        Session connection = Slots.open(statement.getConnection());
        return connection == null || Running.isInside(connection) ? null : connection;
    }

    private static @Nullable Object invoke(MethodHandle method, Statement statement, @Nullable Object... arguments)
            throws SQLException {
        @Nullable Object[] all = new Object[arguments.length + 1];
        all[0] = statement;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try {
            // Not bound to the statement: the handle is the same for every call, and keeps what it has linked.
            return method.invokeWithArguments(all);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void batched(Statement statement, String sql) {
        List<String> batch = Slots.batch(statement);
        if (batch == null) {
            batch = new ArrayList<>();
            Slots.setBatch(statement, batch);
        }
        batch.add(sql);
    }

    static Object @Nullable [] executeBatch(Statement statement, MethodHandle self) throws SQLException {
        Session connection = guarded(statement);
        List<String> batch = Slots.batch(statement);
        // The driver forgets a batch when it sends it, whatever becomes of it.
        Slots.setBatch(statement, null);
        if (connection == null || batch == null) {
            return null;
        }
        Call<@Nullable Object> call = text -> invoke(self, statement);
        try (Running running = Running.start(connection, statement)) {
            return new @Nullable Object[] {
                GuardedConnections.guard().aroundBatch(connection, statement, List.copyOf(batch), call)
            };
        } catch (SQLException | RuntimeException e) {
            // A refused batch does not reach the driver, which would have emptied it.
            statement.clearBatch();
            throw e;
        }
    }

    static void cancel(Statement statement) throws SQLException {
        Session connection = Slots.open(statement.getConnection());
        if (connection != null && Running.elsewhere(statement)) {
            GuardedConnections.guard().cancel(connection);
        }
    }
}
