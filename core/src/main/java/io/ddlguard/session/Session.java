package io.ddlguard.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One guarded connection, as the engine sees it: everything that it must know of a driver, and no more.
 *
 * <p>A session is used by one thread at a time, as the connection beneath it, except {@link #transactionState} and
 * {@link #backendPid}, which any thread may ask.
 */
public interface Session extends Queries {

    /** The driver's own connection. Statements made on it by the engine are not guarded again. */
    Connection connection();

    /** The URL that the connection was opened with, without our prefix. It may hold a password: it is never shown. */
    String url();

    /** The state that the server reported last. PostgreSQL itself, not the sequence of our calls, decides. */
    TransactionState transactionState();

    int backendPid();

    /** What the server would be sent for a text given to JDBC: escapes replaced, {@code ??} made {@code ?}. */
    String nativeSql(Statement statement, String sql) throws SQLException;

    /** The server's setting; where it is off, a quote does not end where the grammar thinks. */
    boolean standardConformingStrings();

    /** Whether the connection can have the server parse a text without running it: not in the simple query mode. */
    boolean canParseOnly();

    /** Whether a batch in autocommit is one transaction, and not one for each item of which some may fail. */
    boolean batchesAreOneTransaction();

    /**
     * Opens another connection to the same place, as the same user, for work that must not happen in the caller's
     * transaction. It is not guarded, does not time out on its socket, can parse only, and is in autocommit. The caller closes it.
     */
    Connection openSide(String applicationName) throws SQLException;

    /** The backend that greeted a connection of {@link #openSide}, as its driver was told. */
    int backendPid(Connection side);

    /**
     * Asks something on this very connection, without the BEGIN that a driver sends first when autocommit is off. In a
     * transaction the answer leaves a portal open, which pins the snapshot: {@link #release} follows.
     */
    @Override
    <T> List<T> query(String sql, Row<T> row) throws SQLException;

    /** Runs a command on this very connection, without the BEGIN that a driver sends first when autocommit is off. */
    void execute(String sql) throws SQLException;

    /** Lets go of the snapshot that the last answer of a READ COMMITTED transaction pins. */
    default void release() throws SQLException {
        // An empty query replaces the unnamed portal; any other command could begin a transaction.
        execute("");
    }

    /** What the server said of an error, field by field; null where the error is not the server's. */
    @Nullable
    ServerError serverError(SQLException error);

    /** Adds what another connection was told to the warnings of the caller's own statement. */
    void addWarning(Statement statement, SQLWarning warning) throws SQLException;
}
