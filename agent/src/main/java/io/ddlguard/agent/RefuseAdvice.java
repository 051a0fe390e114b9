package io.ddlguard.agent;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.sql.SQLException;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Inlined into the {@code connect} of a driver that cannot be guarded. It names no class of the agent, because the
 * usual reason is that the driver's loader sees none.
 */
final class RefuseAdvice {

    /** The text of {@link Refusals#message}, a constant of the woven class. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface Message {}

    private RefuseAdvice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(0) @Nullable String url, @Message String message) throws SQLException {
        // Other databases' URLs come by as well: DriverManager asks every driver in turn.
        if (url != null && url.startsWith("jdbc:postgresql:")) {
            throw new SQLException(message, Refusals.SQL_STATE);
        }
    }
}
