package io.ddlguard.session;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The caller's own JDBC call, to be made again by the engine: with the caller's text, or with what stands in for it.
 * It may be made several times; each call is the driver's, so counts, results, keys, warnings and errors are its own.
 */
@FunctionalInterface
public interface Call<T extends @Nullable Object> {

    T run(String sql) throws SQLException;
}
