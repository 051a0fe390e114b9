package io.ddlguard.driver;

import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGRefCursorResultSet;

/** Keeps the cast to the one interface of its own that pgjdbc's result set has. */
@SuppressWarnings("deprecation")
final class GuardedRefCursorResultSet extends GuardedResultSet implements PGRefCursorResultSet {

    private GuardedRefCursorResultSet(
            ResultSet delegate, GuardedConnection connection, @Nullable GuardedStatement statement) {
        super(delegate, connection, statement);
    }

    static GuardedResultSet of(ResultSet rows, GuardedConnection connection, @Nullable GuardedStatement statement) {
        return new GuardedRefCursorResultSet(rows, connection, statement);
    }

    @Override
    public @Nullable String getRefCursor() {
        return ((PGRefCursorResultSet) delegate).getRefCursor();
    }
}
