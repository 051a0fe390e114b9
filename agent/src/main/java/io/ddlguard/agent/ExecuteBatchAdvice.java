package io.ddlguard.agent;

import java.lang.invoke.MethodHandle;
import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Inlined into {@code executeBatch} and {@code executeLargeBatch}, which prepared statements share. */
final class ExecuteBatchAdvice {

    private ExecuteBatchAdvice() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static Object @Nullable [] enter(
            @Advice.This Statement statement,
            @Advice.FieldValue(Slots.BATCH) @Nullable Object batch,
            @Advice.Origin MethodHandle self)
            throws SQLException {
        return batch != null ? Bridge.executeBatch(statement, self) : null;
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(
            @Advice.This Statement statement,
            @Advice.Enter Object @Nullable [] outcome,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned)
            throws SQLException {
        if (outcome != null) {
            returned = outcome[0];
        }
        // A COMMIT may have been in it.
        Bridge.ended(statement.getConnection());
    }
}
