package io.ddlguard.agent;

import java.sql.Connection;
import net.bytebuddy.asm.Advice;

/** Inlined into the methods of a connection that may end its transaction, successful or not. */
final class EndTransactionAdvice {

    private EndTransactionAdvice() {}

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Advice.This Connection connection) {
        Bridge.ended(connection);
    }
}
