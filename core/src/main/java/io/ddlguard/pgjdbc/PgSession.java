package io.ddlguard.pgjdbc;

import io.ddlguard.session.Row;
import io.ddlguard.session.ServerError;
import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

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

    private static final ClassValue<PgHandles> HANDLES = new ClassValue<>() {
        @Override
        protected PgHandles computeValue(Class<?> connectionClass) {
            return PgHandles.of(connectionClass);
        }
    };

    private final Connection connection;
    private final String url;
    private final Properties properties;
    private final Opener opener;
    private final PgHandles handles;

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
        return TransactionState.valueOf(handles.transactionState(connection));
    }

    @Override
    public int backendPid() {
        return handles.backendPid(connection);
    }

    @Override
    public boolean standardConformingStrings() {
        return handles.standardConformingStrings(connection);
    }

    @Override
    public String nativeSql(Statement statement, String sql) throws SQLException {
        String text = sql.indexOf('{') < 0 ? sql : handles.replaceEscapes(sql, standardConformingStrings());
        // Only a prepared statement has parameters; elsewhere a question mark is an operator's.
        return statement instanceof PreparedStatement && text.indexOf('?') >= 0 ? connection.nativeSQL(text) : text;
    }

    @Override
    public boolean canParseOnly() {
        return !handles.isSimpleQueryMode(connection);
    }

    @Override
    public boolean batchesAreOneTransaction() {
        // The items of a plain statement's are simple queries in the mode extendedForPrepared, too.
        return handles.sendsAllExtended(connection);
    }

    @Override
    public Connection openSide(String applicationName) throws SQLException {
        Properties side = new Properties();
        side.putAll(properties);
        side.putAll(SIDE_PROPERTIES);
        side.remove(REPLICATION);
        side.put("ApplicationName", applicationName);
        return opener.open(withoutOverridden(url), side);
    }

    @Override
    public int backendPid(Connection side) {
        return HANDLES.get(side.getClass()).backendPid(side);
    }

    @Override
    public <T> List<T> query(String sql, Row<T> row) throws SQLException {
        try (Statement statement = newStatement()) {
            handles.execute(statement, sql);
            List<T> rows = new ArrayList<>();
            try (ResultSet answer = statement.getResultSet()) {
                while (answer.next()) {
                    rows.add(row.read(answer));
                }
            }
            return rows;
        }
    }

    @Override
    public void execute(String sql) throws SQLException {
        try (Statement statement = newStatement()) {
            handles.execute(statement, sql);
        }
    }

    private Statement newStatement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        // A default fetch size would leave a cursor open behind the answer.
        statement.setFetchSize(0);
        return statement;
    }

    @Override
    public @Nullable ServerError serverError(SQLException error) {
        return handles.serverError(error);
    }

    @Override
    public void addWarning(Statement statement, SQLWarning warning) {
        handles.addWarning(statement, warning);
    }

    // A build may be silent for an hour: the socket must not time out, and a dead peer must be noticed all the same.
    private static final Map<String, String> SIDE_PROPERTIES = Map.of(
            "socketTimeout", "0",
            "tcpKeepAlive", "true",
            "autosave", "never",
            "readOnly", "false",
            "preferQueryMode", "extended",
            "options", "");

    /** A walsender knows no extended queries, and the second connection has nothing to replicate. */
    private static final String REPLICATION = "replication";

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
            if (!SIDE_PROPERTIES.containsKey(name) && !name.equals("ApplicationName") && !name.equals(REPLICATION)) {
                kept.append(separator).append(parameter);
                separator = '&';
            }
        }
        return kept.toString();
    }
}
