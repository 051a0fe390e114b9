package io.ddlguard.agent;

import java.lang.invoke.MethodHandle;
import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Inlined where all executions of a prepared statement arrive. For nearly all but DDL it costs the reading of
 * one field. */
final class ExecutePreparedAdvice {

    private ExecutePreparedAdvice() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static Object @Nullable [] enter(
            @Advice.This Statement statement,
            @Prepared @Nullable String sql,
            @Advice.Argument(0) int flags,
            @Advice.Origin MethodHandle self,
            @Advice.AllArguments Object[] arguments)
            throws SQLException {
        return sql != null && Bridge.concerns(sql) ? Bridge.executeFixed(statement, sql, flags, self, arguments) : null;
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
