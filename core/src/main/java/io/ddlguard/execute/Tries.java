package io.ddlguard.execute;

import io.ddlguard.session.Call;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes a call with a text, and again where its locks come too late. */
@FunctionalInterface
public interface Tries<T extends @Nullable Object> {
    T run(String text, Call<T> call) throws SQLException;
}
