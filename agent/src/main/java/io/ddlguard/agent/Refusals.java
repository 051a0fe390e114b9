package io.ddlguard.agent;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Why a class of pgjdbc could not be guarded, kept until somebody can be told. Thread-safe. */
final class Refusals {

    /** SQLSTATE of a connection that is refused because its statements would run unguarded. */
    static final String SQL_STATE = "DG005";

    private static final Map<String, String> REASONS = new ConcurrentHashMap<>();

    private Refusals() {}

    static void add(String className, String reason) {
        REASONS.put(className, reason);
    }

    static String message(String className, @Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        return "ddlguard: this pgjdbc cannot be guarded, and is not let run unguarded. " + className
                + (source == null ? "" : " of " + source.getLocation()) + ": "
                + REASONS.getOrDefault(className, "it was loaded without passing the agent")
                + ". ddlguard knows pgjdbc 42.2.5 and newer, loaded by the application's class loader or a child of it."
                + " Use such a driver, or start the job without -javaagent.";
    }
}
