package io.ddlguard.session;

import java.sql.SQLException;
import java.util.List;

/** A connection that the engine may ask: the caller's own, or a second one. */
public interface Queries {

    <T> List<T> query(String sql, Row<T> row) throws SQLException;
}
