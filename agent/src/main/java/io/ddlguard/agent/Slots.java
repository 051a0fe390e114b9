package io.ddlguard.agent;

import io.ddlguard.session.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the guard knows of a connection or a statement, held in fields that {@link Weaver} adds to the driver's own
 * objects. So it lives exactly as long as they do: a map beside them, weak or not, keeps a connection alive through its
 * own value, and would be asked on every execution.
 */
final class Slots {

    /** On every class that was woven; a class without it is unguarded. */
    static final String MARK = "ddlguard$guarded";
    /** On the connection: its {@link Session}. None on those that the guard opened for itself. */
    static final String OPEN = "ddlguard$open";
    /** On the statement: the text it was prepared with, if that may concern the guard. */
    static final String PREPARED = "ddlguard$prepared";
    /** On the statement: those texts of its batch that concern the guard. */
    static final String BATCH = "ddlguard$batch";

    /**
     * On the statement: the text of the execution in progress, found not to concern the guard. The driver's methods
     * call one another with it, and each would ask again.
     */
    static final String HARMLESS = "ddlguard$harmless";

    private static final ClassValue<VarHandle> OPENS = new ClassValue<>() {
        @Override
        protected VarHandle computeValue(Class<?> connection) {
            return field(find(PgjdbcTransformer.CONNECTION, connection), OPEN, Object.class);
        }
    };

    private static final ClassValue<OfStatement> STATEMENTS = new ClassValue<>() {
        @Override
        protected OfStatement computeValue(Class<?> statement) {
            // The prepared and the callable statement are not public: their fields are reached through PgStatement.
            Class<?> base = find(PgjdbcTransformer.STATEMENT, statement);
            return new OfStatement(
                    field(base, PREPARED, String.class), field(base, BATCH, Object.class), executeText(base));
        }
    };

    private Slots() {}

    static boolean isMarked(Class<?> type) {
        try {
            type.getDeclaredField(MARK);
            return true;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }

    static @Nullable Session open(Connection connection) {
        return (Session) OPENS.get(connection.getClass()).getVolatile(connection);
    }

    static void setOpen(Connection connection, Session open) {
        OPENS.get(connection.getClass()).setVolatile(connection, open);
    }

    static void setPrepared(Statement statement, String sql) {
        STATEMENTS.get(statement.getClass()).prepared().set(statement, sql);
    }

    @SuppressWarnings("unchecked")
    static @Nullable List<String> batch(Statement statement) {
        return (List<String>) STATEMENTS.get(statement.getClass()).batch().get(statement);
    }

    static void setBatch(Statement statement, @Nullable List<String> batch) {
        STATEMENTS.get(statement.getClass()).batch().set(statement, batch);
    }

    /** {@code BaseStatement.executeWithFlags(String, int)}, which a prepared statement has too. */
    static MethodHandle executeText(Statement statement) {
        return STATEMENTS.get(statement.getClass()).executeText();
    }

    private static Class<?> find(String name, Class<?> neighbour) {
        try {
            return Class.forName(name, false, neighbour.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.publicLookup().findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle executeText(Class<?> statement) {
        MethodType type = MethodType.methodType(boolean.class, String.class, int.class);
        try {
            return MethodHandles.publicLookup().findVirtual(statement, "executeWithFlags", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private record OfStatement(VarHandle prepared, VarHandle batch, MethodHandle executeText) {}
}
