package io.ddlguard.agent;

import java.lang.invoke.MethodHandle;
import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Inlined into every execution whose first argument is its text. */
final class ExecuteAdvice {

    private ExecuteAdvice() {}

    // Byte Buddy makes the array of arguments where it is read: only behind the question may it be named.
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static Object @Nullable [] enter(
            @Advice.This Statement statement,
            @Advice.Argument(0) String sql,
            @Advice.FieldValue(value = Slots.HARMLESS, readOnly = false) @Nullable String harmless,
            @Advice.Origin MethodHandle self,
            @Advice.AllArguments Object[] arguments)
            throws SQLException {
        // The same object, not an equal text: another thread may use the statement at the same time.
        if (sql != harmless && Bridge.concerns(sql)) {
            return Bridge.execute(statement, sql, self, arguments);
        }
        harmless = sql;
        return null;
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(
            @Advice.Enter Object @Nullable [] outcome,
            @Advice.FieldValue(value = Slots.HARMLESS, readOnly = false) @Nullable String harmless,
            @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
        // The answer holds for this call only: a COMMIT may concern the guard the next time.
        harmless = null;
        if (outcome != null) {
            returned = outcome[0];
        }
    }
}
