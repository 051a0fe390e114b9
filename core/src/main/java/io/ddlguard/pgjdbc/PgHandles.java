package io.ddlguard.pgjdbc;

import io.ddlguard.session.ServerError;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The methods of one loaded pgjdbc that are not in {@code java.sql}. Immutable. */
final class PgHandles {

    // org.postgresql.core.QueryExecutor.QUERY_SUPPRESS_BEGIN
    private static final int QUERY_SUPPRESS_BEGIN = 16;

    private final MethodHandle transactionState;
    private final MethodHandle backendPid;
    private final MethodHandle standardConformingStrings;
    private final MethodHandle preferQueryMode;
    private final MethodHandle executeWithFlags;
    private final MethodHandle addWarning;
    private final MethodHandle serverErrorMessage;
    private final MethodHandle replaceProcessing;
    private final Class<?> exceptionClass;

    private PgHandles(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> connection = Class.forName("org.postgresql.core.BaseConnection", false, loader);
        Class<?> state = Class.forName("org.postgresql.core.TransactionState", false, loader);
        Class<?> statement = Class.forName("org.postgresql.jdbc.PgStatement", false, loader);
        Class<?> errorMessage = Class.forName("org.postgresql.util.ServerErrorMessage", false, loader);
        exceptionClass = Class.forName("org.postgresql.util.PSQLException", false, loader);
        transactionState = getter(connection, "getTransactionState", state);
        backendPid = getter(connection, "getBackendPID", int.class);
        standardConformingStrings = getter(connection, "getStandardConformingStrings", boolean.class);
        preferQueryMode = getter(
                connection, "getPreferQueryMode", Class.forName("org.postgresql.jdbc.PreferQueryMode", false, loader));
        executeWithFlags = handle(statement, "executeWithFlags", boolean.class, String.class, int.class)
                .asType(MethodType.methodType(boolean.class, Object.class, String.class, int.class));
        addWarning = handle(statement, "addWarning", void.class, SQLWarning.class);
        replaceProcessing = MethodHandles.publicLookup()
                .findStatic(
                        Class.forName("org.postgresql.core.Parser", false, loader),
                        "replaceProcessing",
                        MethodType.methodType(String.class, String.class, boolean.class, boolean.class));
        serverErrorMessage = handle(exceptionClass, "getServerErrorMessage", errorMessage);
    }

    static PgHandles of(Class<?> connectionClass) {
        try {
            return new PgHandles(connectionClass.getClassLoader());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "ddlguard knows pgjdbc 42.2.5 and newer; " + connectionClass.getName() + " is not of one of these",
                    e);
        }
    }

    String transactionState(Connection connection) {
        return ((Enum<?>) get(transactionState, connection)).name();
    }

    int backendPid(Connection connection) {
        return (Integer) get(backendPid, connection);
    }

    boolean standardConformingStrings(Connection connection) {
        return (Boolean) get(standardConformingStrings, connection);
    }

    /** Whether the driver runs even what it is asked to describe. */
    boolean isSimpleQueryMode(Connection connection) {
        return queryMode(connection).equals("SIMPLE");
    }

    /** Not in the modes SIMPLE and EXTENDED_FOR_PREPARED. */
    boolean sendsAllExtended(Connection connection) {
        String mode = queryMode(connection);
        return mode.equals("EXTENDED") || mode.equals("EXTENDED_CACHE_EVERYTHING");
    }

    private String queryMode(Connection connection) {
        return ((Enum<?>) get(preferQueryMode, connection)).name();
    }

    /** What {@code java.sql.Statement} makes of JDBC's escapes. */
    String replaceEscapes(String sql, boolean standardConformingStrings) throws SQLException {
        try {
            return (String) replaceProcessing.invoke(sql, true, standardConformingStrings);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(Statement statement, String sql) throws SQLException {
        try {
            boolean ignored = (boolean) executeWithFlags.invokeExact((Object) statement, sql, QUERY_SUPPRESS_BEGIN);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    void addWarning(Statement statement, SQLWarning warning) {
        invoke(addWarning, statement, warning);
    }

    @Nullable
    ServerError serverError(SQLException error) {
        if (!exceptionClass.isInstance(error) || error.getSQLState() == null) {
            return null;
        }
        Object message = invoke(serverErrorMessage, error);
        if (message == null) {
            return null;
        }
        return new ServerError(
                error.getSQLState(),
                String.valueOf(field(message, "getMessage")),
                field(message, "getDetail"),
                field(message, "getHint"),
                field(message, "getSchema"),
                field(message, "getTable"),
                field(message, "getColumn"),
                field(message, "getDatatype"),
                field(message, "getConstraint"));
    }

    private static @Nullable String field(Object message, String getter) {
        try {
            return (String) message.getClass().getMethod(getter).invoke(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(Class<?> owner, String name, Class<?> returns, Class<?>... parameters)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findVirtual(owner, name, MethodType.methodType(returns, parameters));
    }

    /** As {@link #handle}, of what {@link #get} asks. */
    private static MethodHandle getter(Class<?> owner, String name, Class<?> returns)
            throws ReflectiveOperationException {
        return handle(owner, name, returns).asType(MethodType.methodType(Object.class, Object.class));
    }

    /** Exactly typed: it is asked several times for each statement. */
    private static Object get(MethodHandle getter, Object owner) {
        try {
            return (Object) getter.invokeExact(owner);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
