package io.ddlguard.agent;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Inlined into {@code Driver.connect}, which every pool and data source of pgjdbc goes through. */
final class ConnectAdvice {

    private ConnectAdvice() {}

    @Advice.OnMethodEnter
    static boolean enter(@Advice.This Driver driver, @Advice.Argument(0) @Nullable String url) throws SQLException {
        return Bridge.connecting(driver, url);
    }

    @Advice.OnMethodExit
    static void exit(
            @Advice.Enter boolean guarded,
            @Advice.This Driver driver,
            @Advice.Argument(0) String url,
            @Advice.Argument(1) @Nullable Properties properties,
            @Advice.Return @Nullable Connection connection)
            throws SQLException {
        if (guarded && connection != null) {
            Bridge.connected(driver, url, properties, connection);
        }
    }
}
