package io.ddlguard.agent;

import java.sql.SQLException;
import java.sql.Statement;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Inlined into {@code executeBatch} and {@code executeLargeBatch}, which prepared statements share. */
final class ExecuteBatchAdvice {

    private ExecuteBatchAdvice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Statement statement, @Advice.FieldValue(Slots.BATCH) @Nullable Object batch)
            throws SQLException {
        if (batch != null) {
            Bridge.beforeBatch(statement);
        }
    }
}
