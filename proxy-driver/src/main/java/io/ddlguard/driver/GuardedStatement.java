package io.ddlguard.driver;

import io.ddlguard.guard.Guard;
import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A guarded statement, plain, prepared or callable. A text is judged where it is executed, not where it is prepared:
 * between the two the table may have been made, filled or dropped.
 */
final class GuardedStatement extends Guarded<GuardedStatement> {

    private static final ClassValue<ProxyShape<GuardedStatement>> SHAPES =
            ProxyShape.perClass(GuardedStatement::interceptor);

    private final GuardedConnection connection;

    /** Null for a plain statement. */
    private final @Nullable String prepared;

    private @Nullable List<String> batch;
    private @Nullable GuardedResultSet latest;

    GuardedStatement(Statement delegate, @Nullable String prepared, GuardedConnection connection) {
        super(delegate, SHAPES.get(delegate.getClass()));
        this.connection = connection;
        this.prepared = prepared;
    }

    private static @Nullable Interceptor<GuardedStatement> interceptor(Method method) {
        boolean takesText = method.getParameterCount() > 0 && method.getParameterTypes()[0] == String.class;
        boolean takesFlags = method.getParameterCount() == 1 && method.getParameterTypes()[0] == int.class;
        return switch (method.getName()) {
            case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate" ->
                takesText ? GuardedStatement::executeText : GuardedStatement::executePrepared;
            case "executeWithFlags" -> {
                // The third form takes the driver's own parsed query: no text of the caller's.
                if (takesText) {
                    yield GuardedStatement::executeText;
                }
                yield takesFlags ? GuardedStatement::executePrepared : null;
            }
            case "addBatch" -> takesText ? GuardedStatement::addText : GuardedStatement::addPrepared;
            case "clearBatch" -> GuardedStatement::clearBatch;
            case "executeBatch", "executeLargeBatch" -> GuardedStatement::executeBatch;
            case "cancel" -> GuardedStatement::cancel;
            default -> common(method);
        };
    }

    @Override
    GuardedStatement self() {
        return this;
    }

    /** The driver answers the same result set until the next one is current, and so does this. */
    @Override
    @Nullable
    Object guarded(@Nullable Object answer) {
        if (!(answer instanceof ResultSet rows)) {
            return connection.guarded(answer);
        }
        GuardedResultSet known = latest;
        if (known == null || known.delegate != rows) {
            known = GuardedResultSet.of(rows, connection, this);
            latest = known;
        }
        return known;
    }

    private Statement statement() {
        return (Statement) delegate;
    }

    private @Nullable Object executeText(Method method, @Nullable Object[] arguments) throws SQLException {
        String sql = (String) arguments[0];
        if (sql == null || !Guard.concerns(sql) || driverWillRefuse(method, arguments)) {
            return guarded(pass(method, arguments));
        }
        return connection.guard().around(connection.session(), statement(), sql, text -> {
            @Nullable Object[] withText = arguments.clone();
            withText[0] = text;
            return guarded(pass(method, withText));
        });
    }

    private @Nullable Object executePrepared(Method method, @Nullable Object[] arguments) throws SQLException {
        String sql = prepared;
        if (sql == null || !Guard.concerns(sql) || driverWillRefuse(method, arguments)) {
            return guarded(pass(method, arguments));
        }
        return connection
                .guard()
                .around(
                        connection.session(),
                        statement(),
                        sql,
                        text -> guarded(
                                text.equals(sql)
                                        ? pass(method, arguments)
                                        : PreparedStandIn.execute(statement(), method, arguments, sql, text)));
    }

    /**
     * Nothing may run outside for a call that the driver then refuses: on what is closed, a text for a prepared
     * statement, keys by column number.
     */
    private boolean driverWillRefuse(Method method, @Nullable Object[] arguments) throws SQLException {
        boolean textForPrepared = arguments.length > 0
                && arguments[0] instanceof String
                && statement() instanceof PreparedStatement
                && !method.getName().equals("executeWithFlags");
        boolean keysByNumber = arguments.length == 2 && arguments[1] instanceof int[] columns && columns.length > 0;
        return textForPrepared || keysByNumber || statement().isClosed() || connection.isClosed();
    }

    private @Nullable Object addText(Method method, @Nullable Object[] arguments) throws SQLException {
        pass(method, arguments);
        String sql = (String) arguments[0];
        if (sql != null && Guard.concernsInBatch(sql)) {
            record(sql);
        }
        return null;
    }

    private @Nullable Object addPrepared(Method method, @Nullable Object[] arguments) throws SQLException {
        pass(method, arguments);
        if (prepared != null && Guard.concernsInBatch(prepared)) {
            record(prepared);
        }
        return null;
    }

    private void record(String sql) {
        List<String> texts = batch;
        if (texts == null) {
            texts = new ArrayList<>();
            batch = texts;
        }
        texts.add(sql);
    }

    private @Nullable Object clearBatch(Method method, @Nullable Object[] arguments) throws SQLException {
        batch = null;
        return pass(method, arguments);
    }

    private @Nullable Object executeBatch(Method method, @Nullable Object[] arguments) throws SQLException {
        List<String> texts = batch;
        batch = null;
        if (texts == null || driverWillRefuse(method, arguments)) {
            try {
                return pass(method, arguments);
            } finally {
                // A batch may hold a COMMIT.
                connection.guard().ended(connection.session());
            }
        }
        try {
            return connection
                    .guard()
                    .aroundBatch(connection.session(), statement(), texts, text -> pass(method, arguments));
        } catch (SQLException e) {
            // The driver empties a batch that it has begun, whatever becomes of it; a refused one does not reach it.
            statement().clearBatch();
            throw e;
        }
    }

    /** First what runs outside for this statement: the driver has nothing to cancel while that runs. */
    private @Nullable Object cancel(Method method, @Nullable Object[] arguments) throws SQLException {
        connection.guard().cancel(connection.session());
        return pass(method, arguments);
    }
}
