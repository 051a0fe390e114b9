package io.ddlguard.agent;

import java.sql.Connection;
import net.bytebuddy.asm.Advice;

/** Inlined into {@code Connection.abort}, which without the permission to do it leaves the connection open. */
final class AbortAdvice {

    private AbortAdvice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection) {
        Bridge.closing(connection);
    }

    @Advice.OnMethodExit
    static void exit(@Advice.This Connection connection) {
        Bridge.closed(connection);
    }
}
