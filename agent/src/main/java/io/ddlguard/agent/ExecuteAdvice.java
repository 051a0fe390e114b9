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
            @Advice.Origin MethodHandle self,
            @Advice.AllArguments Object[] arguments)
            throws SQLException {
        return Bridge.concerns(sql) ? Bridge.execute(statement, sql, self, arguments) : null;
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
