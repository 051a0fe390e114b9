package io.ddlguard.driver;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The driver's array, whose result sets would otherwise lead to the unguarded connection. */
record GuardedArray(Array delegate, GuardedConnection connection) implements Array {

    @Override
    public String getBaseTypeName() throws SQLException {
        return delegate.getBaseTypeName();
    }

    @Override
    public int getBaseType() throws SQLException {
        return delegate.getBaseType();
    }

    @Override
    public @Nullable Object getArray() throws SQLException {
        return delegate.getArray();
    }

    @Override
    public @Nullable Object getArray(Map<String, Class<?>> types) throws SQLException {
        return delegate.getArray(types);
    }

    @Override
    public @Nullable Object getArray(long index, int count) throws SQLException {
        return delegate.getArray(index, count);
    }

    @Override
    public @Nullable Object getArray(long index, int count, Map<String, Class<?>> types) throws SQLException {
        return delegate.getArray(index, count, types);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return guarded(delegate.getResultSet());
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> types) throws SQLException {
        return guarded(delegate.getResultSet(types));
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        return guarded(delegate.getResultSet(index, count));
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> types) throws SQLException {
        return guarded(delegate.getResultSet(index, count, types));
    }

    @Override
    public void free() throws SQLException {
        delegate.free();
    }

    private ResultSet guarded(ResultSet rows) {
        return GuardedResultSet.of(rows, connection, null);
    }

    /** The array's literal: the driver, and its users, read it. */
    @Override
    public String toString() {
        return delegate.toString();
    }
}
