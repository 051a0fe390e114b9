package io.ddlguard.contract;

import java.lang.reflect.Array;
import java.sql.BatchUpdateException;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Values of JDBC as text: all that a caller can tell apart, and nothing that a wrapper may differ in. */
final class Rendering {

    private Rendering() {}

    static String of(@Nullable Object value) throws Exception {
        if (value == null) {
            return "null";
        }
        if (value instanceof String text) {
            return '"' + text + '"';
        }
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value.getClass().isArray()) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            for (int i = 0; i < Array.getLength(value); i++) {
                items.add(of(Array.get(value, i)));
            }
            return value.getClass().getComponentType().getSimpleName() + items;
        }
        if (value instanceof Throwable thrown) {
            return thrown(thrown);
        }
        if (value instanceof ResultSet rows) {
            return rows(rows);
        }
        if (value instanceof java.sql.Array array) {
            return "array of " + array.getBaseTypeName() + " " + of(array.getArray());
        }
        if (value instanceof SQLXML xml) {
            return "xml " + xml.getString();
        }
        if (value instanceof Blob blob) {
            return "blob " + of(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof Clob clob) {
            return "clob " + of(clob.getSubString(1, (int) clob.length()));
        }
        if (value instanceof ResultSetMetaData columns) {
            return "columns " + columns(columns);
        }
        if (value instanceof ParameterMetaData parameters) {
            return "parameters " + parameters(parameters);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sorted.put(of(entry.getKey()), of(entry.getValue()));
            }
            return sorted.toString();
        }
        return plain(value);
    }

    private static String plain(Object value) {
        if (Arrays.stream(JDBC_OBJECTS).anyMatch(type -> type.isInstance(value))) {
            return "a "
                    + Arrays.stream(JDBC_OBJECTS)
                            .filter(type -> type.isInstance(value))
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(" and "));
        }
        if (value instanceof PGobject object) {
            return object.getClass().getSimpleName() + " " + object.getType() + " " + object.getValue();
        }
        return value.getClass().getSimpleName() + " " + value;
    }

    private static final Class<?>[] JDBC_OBJECTS = {
        Connection.class,
        Statement.class,
        java.sql.PreparedStatement.class,
        java.sql.CallableStatement.class,
        Savepoint.class,
        java.sql.DatabaseMetaData.class
    };

    /** Reads the rest of a result. */
    private static String rows(ResultSet rows) throws Exception {
        ResultSetMetaData columns = rows.getMetaData();
        StringBuilder text = new StringBuilder("rows ").append(columns(columns));
        while (rows.next()) {
            StringJoiner row = new StringJoiner(" | ", "\n    ", "");
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                row.add(String.valueOf(rows.getString(i)));
            }
            text.append(row);
        }
        return text.toString();
    }

    private static String columns(ResultSetMetaData columns) throws SQLException {
        StringJoiner names = new StringJoiner(", ", "(", ")");
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i) + " " + columns.getColumnTypeName(i));
        }
        return names.toString();
    }

    private static String parameters(ParameterMetaData parameters) throws SQLException {
        StringJoiner names = new StringJoiner(", ", "(", ")");
        for (int i = 1; i <= parameters.getParameterCount(); i++) {
            names.add(parameters.getParameterTypeName(i) + " " + parameters.getParameterMode(i));
        }
        return names.toString();
    }

    static String thrown(Throwable thrown) {
        if (thrown instanceof NullPointerException) {
            // Its message is the JVM's, of the code that happened to be there.
            return thrown.getClass().getName();
        }
        StringBuilder text =
                new StringBuilder(thrown.getClass().getName()).append(": ").append(thrown.getMessage());
        if (thrown instanceof SQLException error) {
            text.append(" [")
                    .append(error.getSQLState())
                    .append(", ")
                    .append(error.getErrorCode())
                    .append(']');
            if (thrown instanceof BatchUpdateException batch) {
                text.append(" counts ").append(Arrays.toString(batch.getUpdateCounts()));
                text.append(" large ").append(Arrays.toString(batch.getLargeUpdateCounts()));
            }
            if (thrown instanceof PSQLException pgError && pgError.getServerErrorMessage() != null) {
                text.append(" server ").append(server(pgError.getServerErrorMessage()));
            }
            if (error.getNextException() != null) {
                text.append("\n  next ").append(thrown(error.getNextException()));
            }
            if (thrown instanceof SQLWarning warning) {
                text.insert(0, "warning ");
            }
        }
        if (thrown.getCause() != null && !(thrown.getCause() instanceof SQLException)) {
            text.append("\n  cause ").append(thrown.getCause().getClass().getName());
        }
        return text.toString();
    }

    private static String server(ServerErrorMessage error) {
        return "{position " + error.getPosition() + ", internal " + error.getInternalPosition() + " "
                + error.getInternalQuery() + ", schema " + error.getSchema() + ", table " + error.getTable()
                + ", column " + error.getColumn() + ", constraint " + error.getConstraint() + ", where "
                + error.getWhere() + ", hint " + error.getHint() + ", detail " + error.getDetail() + "}";
    }
}
