package io.ddlguard.agent;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves, before the first connection of a driver class, that every class of that driver which sends statements bears
 * the guard. It looks at the classes as the JVM defined them, so it holds whatever went wrong: a transformation that
 * failed, a class loaded too early, another agent that put the old bytes back.
 */
final class Proof {

    private static final List<String> SENDERS = List.of(
            PgjdbcTransformer.CONNECTION,
            PgjdbcTransformer.STATEMENT,
            PgjdbcTransformer.PREPARED_STATEMENT,
            PgjdbcTransformer.CALLABLE_STATEMENT);

    private static final ClassValue<Proof> PROOFS = new ClassValue<>() {
        @Override
        protected Proof computeValue(Class<?> driver) {
            return new Proof(findUnguarded(driver.getClassLoader()));
        }
    };

    private final @Nullable String refusal;

    private Proof(@Nullable String refusal) {
        this.refusal = refusal;
    }

    static void demand(Class<?> driver) throws SQLException {
        String refusal = PROOFS.get(driver).refusal;
        if (refusal != null) {
            throw new SQLException(refusal, Refusals.SQL_STATE);
        }
    }

    private static @Nullable String findUnguarded(@Nullable ClassLoader loader) {
        for (String name : SENDERS) {
            try {
                Class<?> sender = Class.forName(name, false, loader);
                if (!Slots.isMarked(sender)) {
                    return Refusals.message(name, sender.getProtectionDomain());
                }
            } catch (ClassNotFoundException | LinkageError e) {
                Refusals.add(name, e.toString());
                return Refusals.message(name, null);
            }
        }
        return null;
    }
}
