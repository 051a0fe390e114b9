package io.ddlguard.agent;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.field.FieldDescription;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.SyntheticState;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites one class file of pgjdbc by the table of {@link Routes}: every route must be there, or nothing is rewritten.
 * The only class that needs Byte Buddy.
 */
final class Weaver {

    private Weaver() {}

    static byte[] weave(String name, byte[] classFile, @Nullable ClassLoader loader) {
        ClassFileLocator locator = locator(name, classFile, loader);
        TypePool types = TypePool.Default.of(locator);
        TypeDescription type = types.describe(name).resolve();
        DynamicType.Builder<?> builder = redefine(type, locator);
        if (!name.equals(PgjdbcTransformer.DRIVER)) {
            builder = mark(builder, name);
        }
        Map<Class<?>, List<MethodDescription>> advised = new LinkedHashMap<>();
        for (Routes.Route route : Routes.of(name)) {
            advised.computeIfAbsent(route.advice(), advice -> new ArrayList<>()).add(find(type, route));
        }
        // One for all advice: each would read the same types of the JDK again.
        ClassFileLocator adviceLocator = adviceLocator(locator);
        TypePool adviceTypes = TypePool.Default.of(adviceLocator);
        for (Map.Entry<Class<?>, List<MethodDescription>> each : advised.entrySet()) {
            Advice advice = advice(each.getKey(), types, adviceTypes, adviceLocator);
            builder = builder.visit(advice.on(ElementMatchers.anyOf(each.getValue())));
        }
        return builder.make().getBytes();
    }

    /** For a driver whose loader does not see the bridge: what is woven here names nothing but java.sql. */
    static byte[] refuseToConnect(String driver, byte[] classFile, @Nullable ClassLoader loader, String message) {
        ClassFileLocator locator = locator(driver, classFile, loader);
        TypeDescription type = TypePool.Default.of(locator).describe(driver).resolve();
        ClassFileLocator adviceLocator = adviceLocator(locator);
        Advice refusal = to(
                RefuseAdvice.class,
                TypePool.Default.of(adviceLocator),
                adviceLocator,
                Advice.withCustomMapping().bind(RefuseAdvice.Message.class, message));
        DynamicType.Builder<?> builder = redefine(type, locator);
        for (Routes.Route route : Routes.of(driver)) {
            builder = builder.visit(refusal.on(ElementMatchers.is(find(type, route))));
        }
        return builder.make().getBytes();
    }

    private static ClassFileLocator locator(String name, byte[] classFile, @Nullable ClassLoader loader) {
        return new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(name, classFile), ClassFileLocator.ForClassLoader.of(loader));
    }

    private static DynamicType.Builder<?> redefine(TypeDescription type, ClassFileLocator locator) {
        return new ByteBuddy()
                .with(TypeValidation.DISABLED)
                // Only declared methods are advised: the supertypes need not be read, and no initialiser be added.
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .with(Implementation.Context.Disabled.Factory.INSTANCE)
                .redefine(type, locator);
    }

    private static DynamicType.Builder<?> mark(DynamicType.Builder<?> builder, String name) {
        builder = builder.defineField(
                Slots.MARK, boolean.class, Visibility.PUBLIC, Ownership.STATIC, SyntheticState.SYNTHETIC);
        return switch (name) {
            case PgjdbcTransformer.CONNECTION -> slot(builder, Slots.OPEN, Object.class);
            case PgjdbcTransformer.STATEMENT -> {
                builder = slot(builder, Slots.PREPARED, String.class);
                builder = slot(builder, Slots.HARMLESS, String.class);
                yield slot(builder, Slots.BATCH, Object.class);
            }
            default -> builder;
        };
    }

    private static DynamicType.Builder<?> slot(DynamicType.Builder<?> builder, String name, Class<?> type) {
        return builder.defineField(name, type, Visibility.PUBLIC, SyntheticState.SYNTHETIC);
    }

    private static Advice advice(
            Class<?> advice, TypePool types, TypePool adviceTypes, ClassFileLocator adviceLocator) {
        // The subclasses read a field that PgStatement's class file, which Byte Buddy would ask, does not have yet.
        FieldDescription prepared = new FieldDescription.Latent(
                types.describe(PgjdbcTransformer.STATEMENT).resolve(),
                Slots.PREPARED,
                Modifier.PUBLIC,
                TypeDescription.ForLoadedType.of(String.class).asGenericType(),
                List.of());
        return to(advice, adviceTypes, adviceLocator, Advice.withCustomMapping().bind(Prepared.class, prepared));
    }

    /**
     * Reads the advice from its class file. Reflection would look for the types of the driver that it names in the
     * agent's own loader, where a driver of a child loader is not.
     */
    private static Advice to(
            Class<?> advice, TypePool types, ClassFileLocator locator, Advice.WithCustomMapping mapping) {
        return mapping.to(types.describe(advice.getName()).resolve(), locator);
    }

    private static ClassFileLocator adviceLocator(ClassFileLocator driver) {
        return new ClassFileLocator.Compound(ClassFileLocator.ForClassLoader.of(Weaver.class.getClassLoader()), driver);
    }

    private static MethodDescription find(TypeDescription type, Routes.Route route) {
        for (MethodDescription.InDefinedShape method : type.getDeclaredMethods()) {
            if (method.getInternalName().equals(route.name())
                    && method.getDescriptor().equals(route.descriptor())
                    && !method.isAbstract()) {
                return method;
            }
        }
        throw new IllegalStateException("it has no method " + route.name() + route.descriptor());
    }
}
