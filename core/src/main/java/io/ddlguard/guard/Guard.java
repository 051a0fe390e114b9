package io.ddlguard.guard;

import io.ddlguard.session.Call;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facade that both JDBC doors call. One guard serves a JVM (the agent) or a driver class (the driver).
 *
 * <p>Thread-safe. It throws only {@link SQLException}: {@link DdlBlockedException} (SQLSTATE {@code DG001}) for what it
 * refuses, and the server's own errors, untouched, for the rest.
 */
public final class Guard {

    public Guard(Settings settings) {}

    /**
     * Checks, before a connection is opened, that the policy for this URL can be read. Cheap after the first time.
     *
     * @throws SQLException SQLSTATE {@code DG003}: the policy file is missing or broken; the message says where
     */
    public void admit(String url) throws SQLException {}

    /** A connection has been opened: from now on it is one of those whose snapshots may be released. */
    public void opened(Session session) {}

    /** A connection has been closed or aborted. A session that is never closed is forgotten with its connection. */
    public void closed(Session session) {}

    /**
     * Whether a text may need the guard. No allocation, no round trip; where it is unsure it says yes.
     */
    public static boolean concerns(String sql) {
        return true;
    }

    /**
     * Runs the caller's statement in the form that does not stop the application, or refuses it.
     *
     * @param statement the caller's own statement, for its query timeout and its warnings
     * @param sql the caller's text, as given to JDBC
     * @param call the caller's own call
     */
    public <T extends @Nullable Object> T around(Session session, Statement statement, String sql, Call<T> call)
            throws SQLException {
        return call.run(sql);
    }

    /**
     * Judges the texts of a JDBC batch before it is sent. Statements of a batch are sent together, so nothing can be
     * done between them: what would have to be rewritten is refused with that reason.
     *
     * @param batch the texts of the batch that {@link #concerns} said yes to, in their order
     */
    public void beforeBatch(Session session, Statement statement, List<String> batch) throws SQLException {}

    /** Ends what runs outside for a statement of this session; the statement's call then fails with 57014. */
    public void cancel(Session session) {}
}
