package io.ddlguard.driver;

import java.lang.reflect.Method;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a proxy does in place of handing a call straight to the driver. */
@FunctionalInterface
interface Interceptor<H> {

    @Nullable
    Object call(H handler, Method method, @Nullable Object[] arguments) throws SQLException;
}
