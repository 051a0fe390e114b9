package io.ddlguard.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The handler behind a proxy of one of the driver's objects. What no interceptor takes is the driver's own call, with
 * the driver's own exception; what leads back to the driver's connection leads to the guarded one instead.
 *
 * <p>As thread-safe as the object beneath.
 */
abstract class Guarded<H extends Guarded<H>> implements InvocationHandler {

    /** Answers of these types may lead to the unguarded connection. A type parameter's erasure is Object. */
    private static final Set<Class<?>> LEADING_BACK = Set.of(
            Object.class, ResultSet.class, Array.class, Statement.class, Connection.class, DatabaseMetaData.class);

    final Object delegate;

    private final ProxyShape<H> shape;
    private final Object proxy;

    Guarded(Object delegate, ProxyShape<H> shape) {
        this.delegate = delegate;
        this.shape = shape;
        this.proxy = shape.newProxy(this);
    }

    Object proxy() {
        return proxy;
    }

    abstract H self();

    /** The driver's answer, or what stands before it. */
    abstract @Nullable Object guarded(@Nullable Object answer) throws SQLException;

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        Interceptor<H> interceptor = shape.interceptors().get(method);
        return interceptor == null ? pass(method, arguments) : interceptor.call(self(), method, orNone(arguments));
    }

    /** Makes the driver's own call. */
    final @Nullable Object pass(Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
        try {
            return method.invoke(delegate, arguments);
        } catch (InvocationTargetException e) {
            throw sameAs(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("pgjdbc does not let " + method + " be called", e);
        }
    }

    /** Makes the driver's own call between its objects: ours are taken off the arguments, and put on the answer. */
    final @Nullable Object translate(Method method, @Nullable Object[] arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = driversOwn(arguments[i]);
        }
        return guarded(pass(method, arguments));
    }

    /** What every proxy does alike; null where the driver's own call will do. */
    static <H extends Guarded<H>> @Nullable Interceptor<H> common(Method method) {
        return switch (method.getName()) {
            case "unwrap" -> (handler, self, arguments) -> handler.unwrap(self, arguments);
            case "isWrapperFor" ->
                (handler, self, arguments) -> ((Class<?>) arguments[0]).isInstance(handler.proxy())
                        || (boolean) handler.pass(self, arguments);
            case "equals" -> (handler, self, arguments) -> arguments[0] == handler.proxy();
            default -> {
                boolean leadsBack = LEADING_BACK.contains(method.getReturnType());
                boolean takesOurs = Arrays.stream(method.getParameterTypes()).anyMatch(LEADING_BACK::contains);
                yield leadsBack || takesOurs ? Guarded::translate : null;
            }
        };
    }

    final @Nullable Object unwrap(Method method, @Nullable Object[] arguments) throws SQLException {
        return ((Class<?>) arguments[0]).isInstance(proxy) ? proxy : pass(method, arguments);
    }

    static @Nullable Object driversOwn(@Nullable Object ours) {
        if (ours instanceof GuardedArray array) {
            return array.delegate();
        }
        if (ours instanceof DelegatingResultSet rows) {
            return rows.delegate;
        }
        if (ours instanceof Proxy && Proxy.getInvocationHandler(ours) instanceof Guarded<?> handler) {
            return handler.delegate;
        }
        return ours;
    }

    private static @Nullable Object[] orNone(@Nullable Object @Nullable [] arguments) {
        return arguments == null ? new Object[0] : arguments;
    }

    /** JDBC declares SQLException only; anything else that comes is unchecked, or was not foreseen by its interface. */
    static SQLException sameAs(Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return thrown instanceof SQLException e ? e : undeclared(thrown);
    }

    private static SQLException undeclared(Throwable thrown) {
        throw new UndeclaredThrowableException(thrown);
    }
}
