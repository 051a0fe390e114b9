package io.ddlguard.agent;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Inlined into {@code clearBatch}. */
final class ClearBatchAdvice {

    private ClearBatchAdvice() {}

    @Advice.OnMethodExit
    static void exit(@Advice.FieldValue(value = Slots.BATCH, readOnly = false) @Nullable Object batch) {
        batch = null;
    }
}
