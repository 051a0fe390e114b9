package io.ddlguard.agent;

import java.sql.Connection;
import net.bytebuddy.asm.Advice;

/** Inlined into {@code Connection.close}. Whatever it throws, the connection is gone afterwards. */
final class CloseAdvice {

    private CloseAdvice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Connection connection) {
        Bridge.closing(connection);
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Advice.This Connection connection) {
        Bridge.closed(connection);
    }
}
