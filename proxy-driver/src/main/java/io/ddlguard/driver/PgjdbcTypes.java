package io.ddlguard.driver;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The few public members of pgjdbc that JDBC has no name for, looked up in the loader that the statement came from.
 * Messages and SQLSTATEs are pgjdbc's own, in its language.
 */
record PgjdbcTypes(Method executeWithFlags, Method translated, Constructor<?> exception, Class<?> state) {

    private static final ClassValue<PgjdbcTypes> OF = new ClassValue<>() {
        @Override
        protected PgjdbcTypes computeValue(Class<?> statementClass) {
            try {
                return seenFrom(statementClass.getClassLoader());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("this pgjdbc is not one that ddlguard knows (42.2.5 and newer)", e);
            }
        }
    };

    static PgjdbcTypes of(Statement statement) {
        return OF.get(statement.getClass());
    }

    private static PgjdbcTypes seenFrom(ClassLoader loader) throws ReflectiveOperationException {
        Class<?> state = Class.forName("org.postgresql.util.PSQLState", true, loader);
        return new PgjdbcTypes(
                Class.forName("org.postgresql.core.BaseStatement", false, loader)
                        .getMethod("executeWithFlags", String.class, int.class),
                Class.forName("org.postgresql.util.GT", false, loader).getMethod("tr", String.class, Object[].class),
                Class.forName("org.postgresql.util.PSQLException", false, loader)
                        .getConstructor(String.class, state),
                state);
    }

    boolean execute(Statement statement, String text, int flags) throws SQLException {
        try {
            return (boolean) executeWithFlags.invoke(statement, text, flags);
        } catch (InvocationTargetException e) {
            throw Guarded.sameAs(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SQLSTATE 02000. */
    SQLException noResults() {
        return exception("No results were returned by the query.", "NO_DATA");
    }

    /** SQLSTATE 0100E. */
    SQLException unexpectedResult() {
        return exception("A result was returned when none was expected.", "TOO_MANY_RESULTS");
    }

    private SQLException exception(String message, String stateName) {
        try {
            Object own = translated.invoke(null, message, new Object[0]);
            return (SQLException)
                    exception.newInstance(own, state.getField(stateName).get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
