package io.ddlguard.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How proxies of one class of the driver are made: they bear every public interface of it, so that a cast which worked
 * on the driver's object works on ours, and are defined in the driver's own loader, which sees all of them.
 *
 * @param interceptors what each method does; a method that is not there is handed to the driver
 */
record ProxyShape<H>(ClassLoader loader, Class<?>[] interfaces, Map<Method, Interceptor<H>> interceptors) {

    /** Shapes are computed once per class of the driver, and go when its loader goes. */
    static <H> ClassValue<ProxyShape<H>> perClass(Function<Method, @Nullable Interceptor<H>> interceptor) {
        return new ClassValue<>() {
            @Override
            protected ProxyShape<H> computeValue(Class<?> driverClass) {
                return of(driverClass, interceptor);
            }
        };
    }

    private static <H> ProxyShape<H> of(Class<?> driverClass, Function<Method, @Nullable Interceptor<H>> interceptor) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> type = driverClass; type != null; type = type.getSuperclass()) {
            collectPublic(type, interfaces);
        }
        Map<Method, Interceptor<H>> interceptors = new HashMap<>();
        for (Class<?> type : interfaces) {
            for (Method method : type.getMethods()) {
                put(interceptors, method, interceptor);
            }
        }
        // A proxy sends equals, hashCode and toString to its handler, as methods of Object.
        for (Method method : Object.class.getMethods()) {
            put(interceptors, method, interceptor);
        }
        return new ProxyShape<>(
                driverClass.getClassLoader(), interfaces.toArray(Class<?>[]::new), Map.copyOf(interceptors));
    }

    private static void collectPublic(Class<?> type, Set<Class<?>> found) {
        for (Class<?> candidate : type.getInterfaces()) {
            if (Modifier.isPublic(candidate.getModifiers())) {
                found.add(candidate);
            }
            collectPublic(candidate, found);
        }
    }

    private static <H> void put(
            Map<Method, Interceptor<H>> interceptors,
            Method method,
            Function<Method, @Nullable Interceptor<H>> interceptor) {
        Interceptor<H> found = interceptor.apply(method);
        if (found != null) {
            interceptors.put(method, found);
        }
    }

    Object newProxy(InvocationHandler handler) {
        return Proxy.newProxyInstance(loader, interfaces, handler);
    }
}
