package io.ddlguard.agent;

import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Inlined into {@code PreparedStatement.addBatch()}. */
final class AddPreparedBatchAdvice {

    private AddPreparedBatchAdvice() {}

    @Advice.OnMethodExit
    static void exit(@Advice.This Statement statement, @Prepared @Nullable String sql) {
        if (Bridge.concernsInBatch(sql)) {
            Bridge.batched(statement, sql);
        }
    }
}
