package io.ddlguard.session;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads one row of an answer; the cursor stands on it. */
@FunctionalInterface
public interface Row<T> {

    T read(ResultSet row) throws SQLException;
}
