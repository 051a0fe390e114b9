package io.ddlguard.agent;

import java.sql.Statement;
import net.bytebuddy.asm.Advice;

/** Inlined into {@code prepareStatement} and {@code prepareCall}: the statement itself no longer knows the text. */
final class PrepareAdvice {

    private PrepareAdvice() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Argument(0) String sql, @Advice.Return Statement prepared) {
        if (Bridge.mayConcern(sql)) {
            Bridge.prepared(prepared, sql);
        }
    }
}
