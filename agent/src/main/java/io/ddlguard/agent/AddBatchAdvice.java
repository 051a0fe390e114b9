package io.ddlguard.agent;

import java.sql.Statement;
import net.bytebuddy.asm.Advice;

/** Inlined into {@code Statement.addBatch(String)}; what the driver did not take is not recorded. */
final class AddBatchAdvice {

    private AddBatchAdvice() {}

    @Advice.OnMethodExit
    static void exit(@Advice.This Statement statement, @Advice.Argument(0) String sql) {
        if (Bridge.concernsInBatch(sql)) {
            Bridge.batched(statement, sql);
        }
    }
}
