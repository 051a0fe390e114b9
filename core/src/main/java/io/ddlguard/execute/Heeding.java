package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.policy.Heed;
import io.ddlguard.report.Event;
import io.ddlguard.report.RefusalText;
import io.ddlguard.report.Reporter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether replicas and load leave room for one lock that stops others, or for one piece of long work. Where the policy
 * asks for nothing, it does not look.
 */
final class Heeding {

    /**
     * What is not shown is a reason too: from a role without pg_read_all_stats some process of the server itself is
     * always hidden. Whoever has it sees all there is to see, also where a provider hides sessions of its own.
     */
    private static final String HIDDEN = """
            SELECT 'hidden', pg_catalog.quote_ident(current_user)
            WHERE NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            AND EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE backend_type IS NULL)""";

    /**
     * One that has replayed all there is does not lag, whatever replay_lag, which is of its last message, still says.
     * One that is behind has grown older since that message: where nothing is written it sends one in ten seconds. How
     * old it is while it catches up, nobody knows. pg_basebackup and pg_receivewal replay nothing, and to logical
     * decoding neither a lock nor an index is sent.
     */
    private static final String REPLICAS = """
            SELECT 'replica ' || r.pid, pg_catalog.concat('replica ', nullif(r.application_name, ''), ' (',
                pg_catalog.host(r.client_addr) || ', ', 'pid ', r.pid, ') is ',
                CASE r.state WHEN 'catchup' THEN 'catching up'
                    ELSE pg_catalog.round(extract(epoch FROM r.lag)::numeric, 1) || ' s behind' END, ', ',
                pg_catalog.pg_size_pretty(pg_catalog.pg_wal_lsn_diff(r.written, r.replay_lsn)),
                ' of WAL; heed.replica-lag in the policy is %2$s s')
            FROM (SELECT *, coalesce(replay_lag, interval '0')
                    + greatest(pg_catalog.clock_timestamp() - reply_time, interval '0') AS lag,
                CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_flush_lsn() END AS written
                FROM pg_catalog.pg_stat_replication) r
            WHERE r.replay_lsn < r.written
            AND (r.state = 'catchup' OR r.state = 'streaming' AND r.lag > interval '%1$s milliseconds')
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots s
                WHERE s.active_pid = r.pid AND s.slot_type = 'logical')""";

    /** Whoever waits for the caller's own locks is not load: they would only wait for longer. */
    private static final String QUERIES = """
            SELECT 'queries', pg_catalog.count(*) || ' sessions are active; heed.active-queries in the policy is %1$s'
            FROM pg_catalog.pg_stat_activity a
            WHERE a.backend_type = 'client backend' AND a.state = 'active'
            AND a.pid NOT IN (pg_catalog.pg_backend_pid(), %2$s) AND a.application_name <> 'ddlguard for %2$s'
            AND NOT CASE WHEN a.wait_event_type = 'Lock' THEN %2$s = ANY (pg_catalog.pg_blocking_pids(a.pid))
                ELSE false END
            HAVING pg_catalog.count(*) > %1$s""";

    private final Side side;
    private final int callerPid;
    private final Heed heed;
    private final String what;
    private final Reporter reporter;
    private final long began = System.nanoTime();
    private List<Reason> reasons = List.of();
    private List<String> told = List.of();

    /** @param id what it is about, which stays the same while the numbers in its words change */
    private record Reason(String id, String text) {}

    /** @param what is wanted, in words: {@code ACCESS EXCLUSIVE on public.users} */
    Heeding(Side side, int callerPid, Heed heed, String what, Reporter reporter) {
        this.side = side;
        this.callerPid = callerPid;
        this.heed = heed;
        this.what = what;
        this.reporter = reporter;
    }

    /** Looks whether there is something to wait for now, and tells it where it is another thing than before. */
    boolean standsAside() throws SQLException, HeedEnded {
        reasons = heed.isNothing() ? List.of() : look();
        if (reasons.isEmpty()) {
            told = List.of();
            return false;
        }
        if (reasons.get(0).id().equals("hidden")) {
            throw cannotSee(reasons.get(0).text());
        }
        List<String> ids = reasons.stream().map(Reason::id).toList();
        if (!ids.equals(told)) {
            told = ids;
            reporter.report(new Event.Waiting(what, texts(), waited()));
        }
        return true;
    }

    private List<Reason> look() throws SQLException {
        StringBuilder look = new StringBuilder(HIDDEN);
        if (!heed.replicaLag().isZero()) {
            long millis = heed.replicaLag().toMillis();
            look.append("\nUNION ALL ").append(REPLICAS.formatted(millis, millis / 1000.0));
        }
        if (heed.activeQueries() > 0) {
            look.append("\nUNION ALL ").append(QUERIES.formatted(heed.activeQueries(), callerPid));
        }
        return side.query(
                look.append("\nORDER BY 1").toString(), row -> new Reason(row.getString(1), row.getString(2)));
    }

    private List<String> texts() {
        return reasons.stream().map(Reason::text).toList();
    }

    private Duration waited() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** @param held how long the transaction itself has stopped others by now; zero where it does not */
    HeedEnded timeIsUp(Duration held) {
        return new HeedEnded(
                texts().stream().collect(Collectors.joining("; ")), RefusalText.heeded(what, waited(), texts(), held));
    }

    private static HeedEnded cannotSee(String role) {
        String grant = "GRANT pg_read_all_stats TO " + role;
        return new HeedEnded("heed in the policy cannot be kept without " + grant, RefusalText.cannotHeed(role, grant));
    }
}
