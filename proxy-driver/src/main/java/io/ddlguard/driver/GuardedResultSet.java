package io.ddlguard.driver;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result set whose way back leads to guarded objects. Every other method is a plain call of the driver's (see the
 * generated superclass), because it is made once for each column of each row.
 */
class GuardedResultSet extends DelegatingResultSet {

    private final GuardedConnection connection;

    /** The guarded statement that ran the query; null when the driver ran it. */
    private @Nullable GuardedStatement statement;

    GuardedResultSet(ResultSet delegate, GuardedConnection connection, @Nullable GuardedStatement statement) {
        super(delegate);
        this.connection = connection;
        this.statement = statement;
    }

    static GuardedResultSet of(ResultSet rows, GuardedConnection connection, @Nullable GuardedStatement statement) {
        // Not by its constructor: to verify that its type fits here, the JVM would load it where pgjdbc is not seen.
        return RefCursors.SEEN_BY.get(rows.getClass())
                ? GuardedRefCursorResultSet.of(rows, connection, statement)
                : new GuardedResultSet(rows, connection, statement);
    }

    @Override
    public @Nullable Statement getStatement() throws SQLException {
        // Asked first: on a closed result set the driver fails here.
        Statement driversOwn = delegate.getStatement();
        if (driversOwn == null) {
            return null;
        }
        GuardedStatement known = statement;
        if (known == null || known.delegate != driversOwn) {
            known = new GuardedStatement(driversOwn, null, connection);
            statement = known;
        }
        return (Statement) known.proxy();
    }

    @Override
    public @Nullable Array getArray(int column) throws SQLException {
        return (Array) connection.guarded(delegate.getArray(column));
    }

    @Override
    public @Nullable Array getArray(String column) throws SQLException {
        return (Array) connection.guarded(delegate.getArray(column));
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return ofRow(delegate.getObject(column));
    }

    @Override
    public @Nullable Object getObject(String column) throws SQLException {
        return ofRow(delegate.getObject(column));
    }

    @Override
    public @Nullable Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
        return ofRow(delegate.getObject(column, types));
    }

    @Override
    public @Nullable Object getObject(String column, Map<String, Class<?>> types) throws SQLException {
        return ofRow(delegate.getObject(column, types));
    }

    @Override
    public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
        return guarded(delegate.getObject(column, type), type);
    }

    @Override
    public <T> @Nullable T getObject(String column, Class<T> type) throws SQLException {
        return guarded(delegate.getObject(column, type), type);
    }

    /**
     * Of what a row holds, an array and a cursor lead back. A test for an interface that is not there costs more than
     * reading the value; the tests for two classes spare it to nearly all of them.
     */
    private @Nullable Object ofRow(@Nullable Object value) {
        if (value instanceof Number || value instanceof String) {
            return value;
        }
        return value instanceof Array || value instanceof ResultSet ? connection.guarded(value) : value;
    }

    /** Who asks for a class of the driver's, and not for an interface, gets the driver's object. */
    private <T> @Nullable T guarded(@Nullable T answer, Class<T> type) {
        Object guarded = ofRow(answer);
        return type.isInstance(guarded) ? type.cast(guarded) : answer;
    }

    @Override
    public void updateArray(int column, Array array) throws SQLException {
        delegate.updateArray(column, (Array) Guarded.driversOwn(array));
    }

    @Override
    public void updateArray(String column, Array array) throws SQLException {
        delegate.updateArray(column, (Array) Guarded.driversOwn(array));
    }

    @Override
    public void updateObject(int column, @Nullable Object value) throws SQLException {
        delegate.updateObject(column, Guarded.driversOwn(value));
    }

    @Override
    public void updateObject(String column, @Nullable Object value) throws SQLException {
        delegate.updateObject(column, Guarded.driversOwn(value));
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || delegate.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
