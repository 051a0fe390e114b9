package io.ddlguard.agent;

import java.lang.invoke.MethodHandle;
import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.CachedQuery;

/** Inlined where the queries of {@code BaseConnection.createQuery} are executed, by whoever casts to it. */
final class ExecuteCachedQueryAdvice {

    private ExecuteCachedQueryAdvice() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static Object @Nullable [] enter(
            @Advice.This Statement statement,
            @Advice.Argument(0) CachedQuery query,
            @Advice.Argument(1) int flags,
            @Advice.FieldValue(Slots.HARMLESS) @Nullable String harmless,
            @Advice.Origin MethodHandle self,
            @Advice.AllArguments Object[] arguments)
            throws SQLException {
        return !query.query.getNativeSql().equals(harmless) && Bridge.concerns(query.query.getNativeSql())
                ? Bridge.executeFixed(statement, query.query.getNativeSql(), flags, self, arguments)
                : null;
    }

    @Advice.OnMethodExit
    static void exit(
            @Advice.Enter Object @Nullable [] outcome,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
        if (outcome != null) {
            returned = outcome[0];
        }
    }
}
