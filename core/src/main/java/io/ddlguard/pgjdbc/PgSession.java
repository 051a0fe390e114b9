package io.ddlguard.pgjdbc;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Properties;

/**
 * A session over pgjdbc 42.2.5 and newer. It binds to the driver's public interfaces through the class loader of the
 * connection itself, so that it needs no pgjdbc class of its own.
 */
public final class PgSession implements Session {

    /** Opens an unguarded connection with the driver that the guarded one came from. */
    @FunctionalInterface
    public interface Opener {
        Connection open(String url, Properties properties) throws SQLException;
    }

    private static final ClassValue<Handles> HANDLES = new ClassValue<>() {
        @Override
        protected Handles computeValue(Class<?> connectionClass) {
            return Handles.of(connectionClass);
        }
    };

    private final Connection connection;
    private final String url;
    private final Properties properties;
    private final Opener opener;
    private final Handles handles;

    /**
     * @param connection the driver's own connection, an {@code org.postgresql.core.BaseConnection}
     * @param url the URL it was opened with, {@code jdbc:postgresql:…}
     * @param properties the properties it was opened with; kept, never shown
     */
    public PgSession(Connection connection, String url, Properties properties, Opener opener) {
        this.connection = connection;
        this.url = url;
        this.properties = new Properties();
        properties.stringPropertyNames().forEach(name -> this.properties.put(name, properties.getProperty(name)));
        this.opener = opener;
        this.handles = HANDLES.get(connection.getClass());
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public TransactionState transactionState() {
        // The driver's enum bears the names of ours.
        return TransactionState.valueOf(((Enum<?>) Handles.call(handles.transactionState(), connection)).name());
    }

    @Override
    public int backendPid() {
        return (int) Handles.call(handles.backendPid(), connection);
    }

    @Override
    public boolean standardConformingStrings() {
        return (boolean) Handles.call(handles.standardConformingStrings(), connection);
    }

    @Override
    public String nativeSql(Statement statement, String sql) throws SQLException {
        return connection.nativeSQL(sql);
    }

    @Override
    public Connection openSide(String applicationName) throws SQLException {
        Properties side = new Properties();
        side.putAll(properties);
        side.putAll(SIDE_PROPERTIES);
        side.put("ApplicationName", applicationName);
        return opener.open(withoutOverridden(url), side);
    }

    @Override
    public void executeWithoutBegin(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            handles.executeWithFlags().invoke(statement, sql, QUERY_SUPPRESS_BEGIN);
        } catch (SQLException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void addWarning(Statement statement, SQLWarning warning) {
        Handles.call(handles.addWarning(), statement, warning);
    }

    // org.postgresql.core.QueryExecutor.QUERY_SUPPRESS_BEGIN
    private static final int QUERY_SUPPRESS_BEGIN = 16;

    // A build may be silent for an hour: the socket must not time out, and a dead peer must be noticed all the same.
    private static final java.util.Map<String, String> SIDE_PROPERTIES = java.util.Map.of(
            "socketTimeout", "0", "tcpKeepAlive", "true", "autosave", "never", "readOnly", "false", "options", "");

    /** A parameter of the URL would win over the properties. */
    private static String withoutOverridden(String url) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        StringBuilder kept = new StringBuilder(url.substring(0, question));
        char separator = '?';
        for (String parameter : url.substring(question + 1).split("&")) {
            String name = parameter.split("=", 2)[0];
            if (!SIDE_PROPERTIES.containsKey(name) && !name.equals("ApplicationName")) {
                kept.append(separator).append(parameter);
                separator = '&';
            }
        }
        return kept.toString();
    }

    private record Handles(
            MethodHandle transactionState,
            MethodHandle backendPid,
            MethodHandle standardConformingStrings,
            MethodHandle executeWithFlags,
            MethodHandle addWarning) {

        static Handles of(Class<?> connectionClass) {
            ClassLoader loader = connectionClass.getClassLoader();
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            try {
                Class<?> base = Class.forName("org.postgresql.core.BaseConnection", false, loader);
                Class<?> state = Class.forName("org.postgresql.core.TransactionState", false, loader);
                Class<?> statement = Class.forName("org.postgresql.core.BaseStatement", false, loader);
                Class<?> pgStatement = Class.forName("org.postgresql.jdbc.PgStatement", false, loader);
                return new Handles(
                        lookup.findVirtual(base, "getTransactionState", MethodType.methodType(state)),
                        lookup.findVirtual(base, "getBackendPID", MethodType.methodType(int.class)),
                        lookup.findVirtual(base, "getStandardConformingStrings", MethodType.methodType(boolean.class)),
                        lookup.findVirtual(
                                statement,
                                "executeWithFlags",
                                MethodType.methodType(boolean.class, String.class, int.class)),
                        lookup.findVirtual(
                                pgStatement, "addWarning", MethodType.methodType(void.class, SQLWarning.class)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        "this pgjdbc is not one that ddlguard knows (42.2.5 and newer): " + connectionClass, e);
            }
        }

        static Object call(MethodHandle handle, Object... arguments) {
            try {
                return handle.invokeWithArguments(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
