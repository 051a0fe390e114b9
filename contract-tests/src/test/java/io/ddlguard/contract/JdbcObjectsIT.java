package io.ddlguard.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Array;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of JDBC that answers an object of JDBC: what it answers, and whether that leads back to the connection it
 * came from, by which a statement could otherwise leave the guard. The methods are enumerated, so that one which a later
 * JDK adds fails here until somebody says how to call it.
 */
final class JdbcObjectsIT extends Contract {

    /** A method, named as in its documentation. */
    record Member(Method method) {
        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + Arrays.stream(method.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(",", "(", ")"));
        }
    }

    static Stream<Member> members() {
        return Stream.of(
                        Connection.class,
                        Statement.class,
                        PreparedStatement.class,
                        CallableStatement.class,
                        ResultSet.class,
                        DatabaseMetaData.class,
                        Array.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getReturnType().getPackageName().equals("java.sql"))
                .map(Member::new)
                .sorted(Comparator.comparing(Member::toString));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("members")
    void what_it_answers_leads_back(Member member) throws Exception {
        given("CREATE TABLE t (t int PRIMARY KEY, c text)", "INSERT INTO t VALUES (1, 'one')");
        connection.setAutoCommit(false);
        Method method = member.method();
        Object target = target(method);
        seen.see(member.toString(), () -> {
            Object answer;
            try {
                answer = method.invoke(target, arguments(method));
            } catch (InvocationTargetException e) {
                throw (Exception) e.getCause();
            }
            seen.see("leads back", () -> leadsBack(answer));
            // Other databases of this server are none of this test's business.
            return method.getName().equals("getCatalogs") ? ((ResultSet) answer).getMetaData() : answer;
        });
    }

    private Object target(Method method) throws Exception {
        Class<?> type = method.getDeclaringClass();
        if (type == Connection.class) {
            return connection;
        }
        if (type == DatabaseMetaData.class) {
            return connection.getMetaData();
        }
        if (type == Array.class) {
            return connection.createArrayOf("int4", new Integer[] {1, 2});
        }
        if (type == Statement.class) {
            if (method.getName().equals("getResultSet")) {
                statement.execute("SELECT c FROM t");
            } else if (method.getName().equals("getGeneratedKeys")) {
                statement.execute("INSERT INTO t VALUES (2, 'two')", Statement.RETURN_GENERATED_KEYS);
            }
            return statement;
        }
        if (type == PreparedStatement.class) {
            return connection.prepareStatement("SELECT c FROM t");
        }
        if (type == CallableStatement.class) {
            return called(method.getReturnType());
        }
        ResultSet rows = statement.executeQuery("SELECT " + valueOf(method.getReturnType()) + " AS c");
        rows.next();
        return rows;
    }

    /** A call whose first parameter is of the type that the method answers. */
    private CallableStatement called(Class<?> returned) throws Exception {
        String value = valueOf(returned);
        String type = Outsider.run(plainUrl(), "SELECT pg_typeof(" + value + ")");
        given("CREATE FUNCTION gives() RETURNS " + type + " LANGUAGE sql AS $$ SELECT " + value + " $$");
        CallableStatement call = connection.prepareCall("{? = call gives()}");
        call.registerOutParameter(1, TYPES.getOrDefault(returned.getSimpleName(), Types.OTHER));
        seen.see("call", call::execute);
        return call;
    }

    private static final Map<String, Integer> TYPES = Map.of(
            "Array", Types.ARRAY,
            "Date", Types.DATE,
            "Time", Types.TIME,
            "Timestamp", Types.TIMESTAMP,
            "SQLXML", Types.SQLXML,
            "Blob", Types.BLOB,
            "Clob", Types.CLOB);

    private static String valueOf(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Array" -> "ARRAY[1, 2]";
            case "Date" -> "DATE '2026-01-02'";
            case "Time" -> "TIME '03:04:05'";
            case "Timestamp" -> "TIMESTAMP '2026-01-02 03:04:05'";
            case "SQLXML" -> "XML '<a/>'";
            case "Blob", "Clob" -> "lo_from_bytea(0, '\\x6162')";
            default -> "1";
        };
    }

    private static Object[] arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        int ints = 0;
        int strings = 0;
        for (int i = 0; i < types.length; i++) {
            if (types[i] == int.class && method.getDeclaringClass() == Connection.class) {
                // Type, concurrency, holdability; alone: no generated keys.
                int[] meant = {ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY, 1};
                arguments[i] =
                        types.length == 2 && types[0] == String.class ? Statement.NO_GENERATED_KEYS : meant[ints++];
            } else if (types[i] == String.class) {
                arguments[i] = text(method, strings++);
            } else {
                arguments[i] = argument(types[i], method);
            }
        }
        return arguments;
    }

    private static Object text(Method method, int position) {
        if (method.getDeclaringClass() == DatabaseMetaData.class) {
            // Catalog and schema are open; then names, of which there is one for tables and columns alike.
            return position % 3 == 2 || position == 3 ? "t" : null;
        }
        return switch (method.getName()) {
            case "prepareStatement", "prepareCall", "executeQuery" -> "SELECT c FROM t";
            case "createArrayOf", "createStruct" -> "int4";
            default -> "c";
        };
    }

    private static Object argument(Class<?> type, Method method) {
        if (type == int.class) {
            return method.getDeclaringClass() == DatabaseMetaData.class ? 0 : 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return false;
        } else if (type == int[].class) {
            return method.getDeclaringClass() == DatabaseMetaData.class ? null : new int[0];
        } else if (type == String[].class) {
            return method.getDeclaringClass() == DatabaseMetaData.class ? null : new String[] {"c"};
        } else if (type == Object[].class) {
            return new Object[] {1};
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Calendar.class) {
            return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        }
        throw new AssertionError("say here which " + type + " to call " + method + " with");
    }

    private String leadsBack(Object answer) throws Exception {
        if (answer instanceof Statement made) {
            return "" + (made.getConnection() == connection);
        } else if (answer instanceof ResultSet rows) {
            Statement of = rows.getStatement();
            return of == null ? "no statement" : "" + (of.getConnection() == connection);
        } else if (answer instanceof DatabaseMetaData metaData) {
            return "" + (metaData.getConnection() == connection);
        } else if (answer instanceof Array array) {
            return "" + (array.getResultSet().getStatement().getConnection() == connection);
        } else if (answer instanceof Connection same) {
            return "" + (same == connection);
        }
        return "nowhere";
    }
}
