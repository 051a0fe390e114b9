package io.ddlguard.agent;

import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;

/** Inlined into {@code Statement.cancel}: pgjdbc itself sees no query while the guard waits or builds elsewhere. */
final class CancelAdvice {

    private CancelAdvice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Statement statement) throws SQLException {
        Bridge.cancelling(statement);
    }
}
