package io.ddlguard.agent;

import io.ddlguard.cli.OwnDriver;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the guard into the five classes of pgjdbc through which a statement reaches the server. Every other class costs
 * one comparison of its name; Byte Buddy and the engine are loaded with the first of the five, never before.
 *
 * <p>The JVM drops what a transformer throws and defines the class as it was. So a failure is kept in {@link Refusals}
 * and {@link Proof} finds the class unguarded when the driver is asked to connect: the job then gets an SQLException with
 * the reason, in its own log, before anything was sent. Only for the class that asks, {@code Driver}, is there nobody
 * left to ask: if even its connect method cannot be made to refuse, the JVM is halted.
 */
final class PgjdbcTransformer implements ClassFileTransformer {

    static final String DRIVER = "org.postgresql.Driver";
    static final String CONNECTION = "org.postgresql.jdbc.PgConnection";
    static final String STATEMENT = "org.postgresql.jdbc.PgStatement";
    static final String PREPARED_STATEMENT = "org.postgresql.jdbc.PgPreparedStatement";
    static final String CALLABLE_STATEMENT = "org.postgresql.jdbc.PgCallableStatement";

    private static final Set<String> GUARDED =
            Set.of(DRIVER, CONNECTION, STATEMENT, PREPARED_STATEMENT, CALLABLE_STATEMENT);

    private final Instrumentation instrumentation;

    PgjdbcTransformer(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    static boolean isGuarded(String className) {
        return GUARDED.contains(className);
    }

    @Override
    public byte @Nullable [] transform(
            Module module,
            @Nullable ClassLoader loader,
            @Nullable String internalName,
            @Nullable Class<?> redefined,
            ProtectionDomain domain,
            byte[] classFile) {
        // The prefix spares all other classes the new string.
        if (internalName == null || !internalName.startsWith("org/postgresql/")) {
            return null;
        }
        // Of our own command line, which JAVA_TOOL_OPTIONS reaches too: it guards what it does by itself.
        if (loader instanceof OwnDriver) {
            return null;
        }
        String name = internalName.replace('/', '.');
        return isGuarded(name) ? weave(module, loader, name, domain, classFile) : null;
    }

    private byte @Nullable [] weave(
            Module module, @Nullable ClassLoader loader, String name, ProtectionDomain domain, byte[] classFile) {
        try {
            if (seesBridge(loader)) {
                letRead(module);
                return Weaver.weave(name, classFile, loader);
            }
            Refusals.add(name, "its class loader " + loader + " does not see the classes of the agent");
        } catch (Throwable e) {
            Refusals.add(name, e.toString());
        }
        return name.equals(DRIVER) ? refuseToConnect(loader, domain, classFile) : null;
    }

    private static byte @Nullable [] refuseToConnect(
            @Nullable ClassLoader loader, ProtectionDomain domain, byte[] classFile) {
        String message = Refusals.message(DRIVER, domain);
        try {
            return Weaver.refuseToConnect(DRIVER, classFile, loader, message);
        } catch (Throwable e) {
            System.err.println(message);
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
            return null;
        }
    }

    /** Inlined code names the bridge; a loader that finds none, or another copy of it, would fail at the first call. */
    private static boolean seesBridge(@Nullable ClassLoader loader) {
        try {
            return Class.forName(Bridge.class.getName(), false, loader) == Bridge.class;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** A driver in a named module reads the unnamed one of the agent only if it is an automatic module. */
    private void letRead(Module module) {
        Module own = Bridge.class.getModule();
        if (!module.canRead(own)) {
            instrumentation.redefineModule(module, Set.of(own), Map.of(), Map.of(), Set.of(), Map.of());
        }
    }
}
