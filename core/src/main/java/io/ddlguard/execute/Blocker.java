package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.change.RedactedText;
import io.ddlguard.sql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is in the way, as far as the role may see it.
 *
 * @param pid of its backend; zero for a prepared transaction
 * @param transaction its virtual id, or the name of a prepared one
 * @param age null where the role may not see it
 * @param autovacuum a worker that yields to whoever waits for it, after {@code deadlock_timeout}
 * @param remedy what a person can run against it, as SQL, or empty
 */
record Blocker(
        int pid, String transaction, @Nullable Duration age, boolean autovacuum, String remedy, String description) {

    /** The columns of {@link #of}, of {@code pg_stat_activity a} and {@code pg_prepared_xacts p}. */
    static final String COLUMNS = "coalesce(a.pid, 0), p.gid, coalesce(a.usename, p.owner), a.application_name,"
            + " coalesce(pg_catalog.host(a.client_addr), CASE WHEN a.client_port = -1 THEN 'local' END), a.state,"
            + " (extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, p.prepared)) * 1000)::bigint,"
            + " (extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start) * 1000)::bigint,"
            + " a.backend_type, a.backend_start IS NULL AND p.gid IS NULL, a.query, pg_catalog.quote_ident(current_user)";

    private static final String WRAPAROUND = "(to prevent wraparound)";

    /** @param holds the lock by which it is in the way, or empty */
    static Blocker of(ResultSet row, int first, String transaction, String holds, Callers callers) throws SQLException {
        int pid = row.getInt(first);
        String prepared = row.getString(first + 1);
        String user = row.getString(first + 2);
        Duration age = duration(row, first + 6);
        String query = row.getString(first + 10);
        boolean hidden = pid != 0 && row.getBoolean(first + 9);
        // A role that may not see a backend sees whose it is all the same; an autovacuum worker is nobody's.
        boolean worker = "autovacuum worker".equals(row.getString(first + 8)) || hidden && user == null;
        boolean yields = worker && (query == null || !query.endsWith(WRAPAROUND));
        List<String> parts = new ArrayList<>();
        parts.add(name(pid, prepared));
        add(parts, "user ", user);
        add(parts, "application ", row.getString(first + 3));
        add(parts, "client ", row.getString(first + 4));
        add(parts, "", row.getString(first + 5));
        add(parts, "transaction open for ", text(age));
        add(parts, "holds ", holds);
        if (worker) {
            parts.add(yields ? "autovacuum" : "autovacuum to prevent wraparound, which does not yield");
        } else {
            boolean runs = "active".equals(row.getString(first + 5));
            Duration since = duration(row, first + 7);
            if (!callers.withPid(List.of(pid)).isEmpty()) {
                parts.add("a connection of this JVM");
            }
            if (query != null && !query.isBlank() && since != null) {
                String what = runs ? "for " + text(since) + " at: " : "last query: ";
                parts.add(what + RedactedText.of(query));
            }
        }
        String grant = hidden
                ? " (its age, state and query are hidden: GRANT pg_read_all_stats TO " + row.getString(first + 11)
                        + " shows them)"
                : "";
        return new Blocker(
                pid,
                prepared == null ? transaction : prepared,
                age,
                yields,
                remedy(pid, prepared, worker),
                String.join(", ", parts) + grant);
    }

    private static String name(int pid, @Nullable String prepared) {
        if (prepared != null) {
            return "prepared transaction " + Quoting.literal(prepared);
        }
        return pid == 0 ? "a prepared transaction (pg_prepared_xacts)" : "pid " + pid;
    }

    /** A vacuum that is ended begins anew. */
    private static String remedy(int pid, @Nullable String prepared, boolean worker) {
        if (prepared != null) {
            return "ROLLBACK PREPARED " + Quoting.literal(prepared) + ";";
        }
        return pid == 0 || worker ? "" : "SELECT pg_terminate_backend(" + pid + ");";
    }

    private static void add(List<String> parts, String label, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            parts.add(label + value);
        }
    }

    private static @Nullable Duration duration(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Duration.ofMillis(Math.max(0, millis));
    }

    private static @Nullable String text(@Nullable Duration duration) {
        if (duration == null) {
            return null;
        }
        long seconds = duration.toSeconds();
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    /**
     * Those on whom a backend waits, and those on whom they wait, to the end of the chain. Not the backend itself, where
     * that is a circle: the server sees it, and ends it.
     */
    static List<Blocker> chain(Side side, int pid, Callers callers) throws SQLException {
        return side.query(
                "WITH RECURSIVE waits(pid) AS (SELECT pg_catalog.unnest(pg_catalog.pg_blocking_pids(" + pid
                        + ")) UNION SELECT b.pid FROM waits w, LATERAL pg_catalog.unnest("
                        + "pg_catalog.pg_blocking_pids(w.pid)) AS b(pid)) SELECT " + COLUMNS
                        + " FROM pg_catalog.pg_stat_activity a LEFT JOIN pg_catalog.pg_prepared_xacts p ON false"
                        + " WHERE a.pid IN (SELECT pid FROM waits) AND a.pid <> " + pid
                        + " ORDER BY a.xact_start, a.pid",
                row -> of(row, 1, "", "", callers));
    }

    /** Whether the same transactions are in the way as before; how long they have been there changes with every look. */
    static boolean same(List<Blocker> now, List<Blocker> before) {
        return ids(now).equals(ids(before));
    }

    private static List<String> ids(List<Blocker> blockers) {
        return blockers.stream()
                .map(blocker -> blocker.pid + " " + blocker.transaction)
                .sorted()
                .toList();
    }

    static List<String> texts(List<Blocker> blockers) {
        return blockers.stream().map(Blocker::description).toList();
    }

    @Override
    public String toString() {
        return description;
    }
}
