package io.ddlguard.catalog;

import io.ddlguard.session.Session;
import io.ddlguard.session.TransactionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the caller's connection says of itself, read once for each guarded statement.
 *
 * @param direct whether the backend that answers is the one that greeted the driver. A pooler greets by itself, with a
 *     number of its own making, and lends a backend to whoever has something to ask
 * @param server the start time of the server and the database's OID, which together no other database shares
 * @param settings what the side connection must share with the caller, so that the same text means the same
 */
public record CallerContext(
        int pid,
        boolean direct,
        String server,
        int version,
        boolean inTransaction,
        boolean wroteInTransaction,
        String isolation,
        boolean readOnly,
        String role,
        String sessionUser,
        long lockTimeoutMillis,
        long idleTimeoutMillis,
        long transactionTimeoutMillis,
        Map<String, String> settings) {

    // Whatever gives a name, a default or a resource its meaning. Not client_encoding and DateStyle: pgjdbc closes a
    // connection on which they change.
    private static final String[] SHARED = {
        "search_path",
        "TimeZone",
        "default_tablespace",
        "temp_tablespaces",
        "maintenance_work_mem",
        "max_parallel_maintenance_workers",
        "default_table_access_method",
    };

    static final String SERVER = "pg_catalog.pg_postmaster_start_time()::text || '/' || "
            + "(SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())::text";

    /** What of a context the connection's driver knows, and how the rest is read from a row. */
    record Reader(int pid, boolean inTransaction, boolean readOnly) {

        private static final int FIRST_SHARED = 12;

        static final int COUNT = FIRST_SHARED - 1 + SHARED.length;

        /** The first columns of the row. */
        static String columns() {
            String shared = Arrays.stream(SHARED).map(CallerContext::setting).collect(Collectors.joining(", "));
            return SERVER + ", " + setting("server_version_num")
                    + ", pg_catalog.txid_current_if_assigned() IS NOT NULL, " + setting("transaction_isolation") + ", "
                    + setting("transaction_read_only") + ", " + setting("role") + ", session_user, "
                    + shown("lock_timeout") + ", " + shown("idle_in_transaction_session_timeout") + ", "
                    + shown("transaction_timeout") + ", pg_catalog.pg_backend_pid(), " + shared;
        }

        CallerContext read(ResultSet row) throws SQLException {
            return of(pid, inTransaction, readOnly, row);
        }
    }

    static Reader reader(Session session) throws SQLException {
        boolean open = session.transactionState() == TransactionState.OPEN;
        boolean inTransaction = open || !session.connection().getAutoCommit();
        // setReadOnly comes with the driver's BEGIN, which may not have been sent yet.
        boolean readOnly = inTransaction && session.connection().isReadOnly();
        return new Reader(session.backendPid(), inTransaction, readOnly);
    }

    public static CallerContext read(Session session) throws SQLException {
        Reader reader = reader(session);
        return session.query("SELECT " + Reader.columns(), reader::read).get(0);
    }

    /**
     * What connections of the guard's own need: to be led to the server, and to stay there. It is known before one is
     * opened, which is just as well where the caller's transaction holds the pool's last connection.
     *
     * @throws SQLException SQLSTATE {@code 08004}, where a pooler is in between
     */
    public void requireDirect() throws SQLException {
        if (!direct) {
            throw throughAPooler();
        }
    }

    static SQLException throughAPooler() {
        return new SQLException(
                "ddlguard needs a second connection to the server, and this URL leads to a pooler, such as PgBouncer: the"
                        + " backend that answers is not the one that the driver was told of when it connected. What is"
                        + " set or locked there would be the next client's. Give the deploy job a URL that leads to the"
                        + " server itself, past the pooler.",
                Side.NOT_THERE);
    }

    boolean isReadCommitted() {
        return isolation.equals("read committed");
    }

    private static CallerContext of(int pid, boolean inTransaction, boolean readOnly, ResultSet row)
            throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < SHARED.length; i++) {
            settings.put(SHARED[i], row.getString(Reader.FIRST_SHARED + i));
        }
        return new CallerContext(
                pid,
                row.getInt(11) == pid,
                row.getString(1),
                Integer.parseInt(row.getString(2)),
                inTransaction,
                row.getBoolean(3),
                row.getString(4),
                readOnly || row.getString(5).equals("on"),
                row.getString(6),
                row.getString(7),
                millis(row.getString(8)),
                millis(row.getString(9)),
                millis(row.getString(10)),
                settings);
    }

    /**
     * The same place after the transaction, with the role and the search path that something was left in. It no longer
     * needs the connection: that of the side vouches for the place.
     */
    public CallerContext afterTheTransaction(Side side, String leftBy, String searchPath) {
        Map<String, String> later = new LinkedHashMap<>(settings);
        later.put("search_path", searchPath);
        return new CallerContext(
                side.pid(),
                true,
                server,
                version,
                false,
                false,
                "read committed",
                false,
                leftBy.equals(sessionUser) ? "none" : leftBy,
                sessionUser,
                lockTimeoutMillis,
                idleTimeoutMillis,
                transactionTimeoutMillis,
                later);
    }

    public String searchPath() {
        return String.valueOf(settings.get("search_path"));
    }

    private static String setting(String name) {
        return "pg_catalog.current_setting('" + name + "')";
    }

    /**
     * A setting of milliseconds as SHOW has it, in the largest unit that fits; null where the server does not know it.
     * The view pg_settings has the number, and computes all of its rows for it.
     */
    private static String shown(String name) {
        return "pg_catalog.current_setting('" + name + "', true)";
    }

    static long millis(@Nullable String shown) {
        if (shown == null) {
            return 0;
        }
        int digits = 0;
        while (digits < shown.length() && Character.isDigit(shown.charAt(digits))) {
            digits++;
        }
        long number = Long.parseLong(shown.substring(0, digits));
        return switch (shown.substring(digits)) {
            case "", "ms" -> number;
            case "s" -> number * 1000;
            case "min" -> number * 60_000;
            case "h" -> number * 3_600_000;
            case "d" -> number * 86_400_000;
            default -> throw new IllegalArgumentException("not a time: " + shown);
        };
    }
}
