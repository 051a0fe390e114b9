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

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Advice.This Statement statement) throws SQLException {
        // A COMMIT may have been in it.
        Bridge.ended(statement.getConnection());
    }
}
