package io.ddlguard.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Says what is wrong with a database after its deploy. */
final class Oracle {

    private static final String SESSIONS = """
            SELECT format('session left over: %s, %s, %s', application_name, state, left(query, 100))
            FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
            """;

    private static final String LEFTOVERS = """
            SELECT 'invalid index: ' || indexrelid::regclass FROM pg_index WHERE NOT (indisvalid AND indisready AND indislive)
            UNION ALL
            SELECT 'private name: ' || oid::regclass || CASE relkind WHEN 'i' THEN ', an index' ELSE ', not an index' END
            FROM pg_class WHERE relname LIKE '\\_dg\\_%'
            UNION ALL
            SELECT format('private name: constraint %s on %s', conname, conrelid::regclass)
            FROM pg_constraint WHERE conname LIKE '\\_dg\\_%'
            UNION ALL
            SELECT format('not valid: constraint %s on %s', conname, conrelid::regclass)
            FROM pg_constraint WHERE NOT convalidated
            UNION ALL
            SELECT format('advisory lock left over: %s %s', classid, objid)
            FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            UNION ALL
            SELECT 'deadlocks: ' || deadlocks FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0
            UNION ALL
            SELECT 'prepared transaction: ' || gid FROM pg_prepared_xacts WHERE database = current_database()
            """;

    private static final String PENDING = """
            SELECT format('pending in the journal: %s', to_jsonb(j)) FROM ddlguard.journal j
            WHERE state IN ('planned', 'running', 'failed')
            """;

    private final PrivateServer server;
    private final DatabasePrint undisturbed;
    private final Duration patience;

    /** Twice the time after which a server has noticed that a client is gone. */
    Oracle(PrivateServer server, DatabasePrint undisturbed) {
        this(server, undisturbed, Duration.ofSeconds(10));
    }

    /** With {@code patience} for sessions that are about to end. */
    Oracle(PrivateServer server, DatabasePrint undisturbed, Duration patience) {
        this.server = server;
        this.undisturbed = undisturbed;
        this.patience = patience;
    }

    List<String> findings(String database) {
        List<String> findings = new ArrayList<>(sessions(database));
        findings.addAll(server.rows(database, LEFTOVERS));
        if (!"null".equals(server.ask(database, "SELECT to_regclass('ddlguard.journal')"))) {
            findings.addAll(server.rows(database, PENDING));
        }
        findings.addAll(DatabasePrint.of(server, database).differencesFrom(undisturbed));
        return findings;
    }

    private List<String> sessions(String database) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> server.rows(database, SESSIONS).isEmpty());
            return List.of();
        } catch (ConditionTimeoutException e) {
            return server.rows(database, SESSIONS);
        }
    }
}
