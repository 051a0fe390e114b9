package io.ddlguard.driver;

import io.ddlguard.guard.Guard;
import io.ddlguard.session.Session;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A guarded connection: what it hands out is guarded too, and its own ways to send SQL are. */
final class GuardedConnection extends Guarded<GuardedConnection> {

    private static final ClassValue<ProxyShape<GuardedConnection>> SHAPES =
            ProxyShape.perClass(GuardedConnection::interceptor);

    private final Guard guard;
    private final Session session;
    private final AtomicBoolean closed = new AtomicBoolean();

    // The driver answers the same metadata object each time, and so does the proxy.
    private volatile @Nullable GuardedMetaData metaData;

    GuardedConnection(Connection delegate, Guard guard, Session session) {
        super(delegate, SHAPES.get(delegate.getClass()));
        this.guard = guard;
        this.session = session;
    }

    private static @Nullable Interceptor<GuardedConnection> interceptor(Method method) {
        return switch (method.getName()) {
            case "prepareStatement", "prepareCall" ->
                (connection, prepare, arguments) ->
                        connection.statement((Statement) connection.pass(prepare, arguments), (String) arguments[0]);
            case "execSQLUpdate", "execSQLQuery" -> GuardedConnection::execute;
            case "commit", "rollback", "setAutoCommit" -> GuardedConnection::end;
            case "cancelQuery" -> GuardedConnection::cancel;
            case "close", "abort" -> GuardedConnection::close;
            default -> common(method);
        };
    }

    Guard guard() {
        return guard;
    }

    Session session() {
        return session;
    }

    @Override
    Connection proxy() {
        return (Connection) super.proxy();
    }

    @Override
    GuardedConnection self() {
        return this;
    }

    @Override
    @Nullable
    Object guarded(@Nullable Object answer) {
        if (answer instanceof ResultSet rows) {
            return GuardedResultSet.of(rows, this, null);
        }
        if (answer instanceof Statement statement) {
            return statement(statement, null);
        }
        if (answer instanceof Array array) {
            return new GuardedArray(array, this);
        }
        if (answer instanceof DatabaseMetaData driversOwn) {
            return metaData(driversOwn);
        }
        return answer == delegate ? proxy() : answer;
    }

    boolean isClosed() throws SQLException {
        return ((Connection) delegate).isClosed();
    }

    /** @param prepared the text that the statement was prepared with; null for a plain one, or one the driver made */
    Statement statement(Statement driversOwn, @Nullable String prepared) {
        return (Statement) new GuardedStatement(driversOwn, prepared, this).proxy();
    }

    private Object metaData(DatabaseMetaData driversOwn) {
        GuardedMetaData known = metaData;
        if (known == null || known.delegate != driversOwn) {
            known = new GuardedMetaData(driversOwn, this);
            metaData = known;
        }
        return known.proxy();
    }

    /** The driver's own shortcuts, public in BaseConnection. The engine's warnings go to a statement nobody reads. */
    private @Nullable Object execute(Method method, @Nullable Object[] arguments) throws SQLException {
        String sql = (String) arguments[0];
        if (sql == null || !Guard.concerns(sql)) {
            return guarded(pass(method, arguments));
        }
        try (Statement statement = ((Connection) delegate).createStatement()) {
            return guard.around(session, statement, sql, text -> {
                @Nullable Object[] withText = arguments.clone();
                withText[0] = text;
                return guarded(pass(method, withText));
            });
        }
    }

    /** Whether the transaction has ended is for the server's last answer to say, also after an error. */
    private @Nullable Object end(Method method, @Nullable Object[] arguments) throws SQLException {
        try {
            return pass(method, arguments);
        } finally {
            guard.ended(session);
        }
    }

    private @Nullable Object cancel(Method method, @Nullable Object[] arguments) throws SQLException {
        guard.cancel(session);
        return pass(method, arguments);
    }

    private @Nullable Object close(Method method, @Nullable Object[] arguments) throws SQLException {
        // A thread that closes the connection of another ends what runs outside for it.
        guard.cancel(session);
        try {
            return pass(method, arguments);
        } finally {
            // Closing twice is allowed, and says nothing new.
            if (closed.compareAndSet(false, true)) {
                guard.closed(session);
            }
        }
    }
}
