package io.ddlguard.execute;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.Plan;
import io.ddlguard.plan.Step;
import io.ddlguard.session.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a step may run on the side while the caller's transaction stays open. It may not where application, step and
 * caller could wait for one another in a circle that no deadlock detector sees, or where the side would read another
 * database than the caller.
 */
final class AsideConditions {

    private final Session caller;
    private final CallerContext context;
    private final Side side;

    AsideConditions(Session caller, CallerContext context, Side side) {
        this.caller = caller;
        this.context = context;
        this.side = side;
    }

    /** Why not; empty if it may. */
    Optional<String> ruledOut(Plan plan) throws SQLException {
        if (!context.inTransaction()) {
            return Optional.empty();
        }
        if (!context.isolation().equals("read committed")) {
            // Its snapshot lasts to its end, and the build would wait for it.
            return Optional.of(
                    "the migration's transaction is " + context.isolation().toUpperCase(java.util.Locale.ROOT)
                            + ", whose snapshot the build would wait for; READ COMMITTED is needed");
        }
        if (context.transactionTimeoutMillis() > 0) {
            return Optional.of("transaction_timeout is set, and could end the migration's transaction while the index"
                    + " is built");
        }
        Optional<String> lock = lockInTheWay(plan);
        return lock.isPresent() ? lock : unseenWork(plan);
    }

    /** The server's own word, not our bookkeeping. What the side does not see is new, and nobody waits for it. */
    private Optional<String> lockInTheWay(Plan plan) throws SQLException {
        String targets = oids(plan.on());
        // A step that alters the table would wait for a caller that has only read it.
        String readers = plan.aside().stream()
                        .anyMatch(step -> step.patience() == Step.Patience.POLITE
                                && step.sql().startsWith("ALTER TABLE "))
                ? " OR l.mode IN ('AccessShareLock', 'RowShareLock') AND c.oid IN (" + targets + ")"
                : "";
        List<String> locks = side.query(
                "SELECT l.mode || ' on ' || c.oid::regclass FROM pg_catalog.pg_locks l"
                        + " JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p', 'm', 't')"
                        + " WHERE l.pid = " + context.pid() + " AND l.granted AND l.locktype = 'relation'"
                        + " AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname ="
                        + " pg_catalog.current_database()) AND c.oid >= 16384"
                        + " AND (l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
                        + " 'AccessExclusiveLock')"
                        + " OR l.mode IN ('RowExclusiveLock', 'ShareUpdateExclusiveLock') AND c.oid IN (" + targets
                        + ")" + readers + ") ORDER BY 1",
                row -> row.getString(1));
        return locks.isEmpty()
                ? Optional.empty()
                : Optional.of("the migration's transaction already holds " + String.join(", ", locks)
                        + ", and the build would wait for it to end");
    }

    /**
     * Compares what caller and side see of the table's columns and of every function, type, operator class, collation
     * and schema that is not PostgreSQL's own. A function replaced in the caller's transaction would give an index
     * with the old one.
     */
    private Optional<String> unseenWork(Plan plan) throws SQLException {
        if (!context.wroteInTransaction()) {
            return Optional.empty();
        }
        String digest = "SELECT pg_catalog.md5(pg_catalog.string_agg(x, ',' ORDER BY x)) FROM ("
                + "SELECT 'c' || oid || ' ' || xmin || ' ' || relname AS x FROM pg_catalog.pg_class WHERE oid IN ("
                + oids(plan.on()) + ")"
                + " UNION ALL SELECT 'a' || attrelid || ' ' || attnum || ' ' || xmin FROM pg_catalog.pg_attribute"
                + " WHERE attnum > 0 AND attrelid IN (" + oids(plan.on()) + ")"
                + rows("p", "pg_proc")
                + " UNION ALL SELECT 't' || oid || ' ' || xmin FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN"
                + " ('b', 'd', 'e', 'r') AND typelem = 0"
                + rows("o", "pg_opclass")
                + rows("q", "pg_operator")
                + rows("l", "pg_collation")
                // The schema of a session's first temporary table is its own.
                + rows("n", "pg_namespace") + " AND nspname !~ '^pg_'"
                + ") AS seen";
        String callers =
                caller.query(digest, row -> String.valueOf(row.getString(1))).get(0);
        caller.release();
        String sides =
                side.query(digest, row -> String.valueOf(row.getString(1))).get(0);
        return callers.equals(sides)
                ? Optional.empty()
                : Optional.of("the migration's transaction has already changed the table, or made or changed a"
                        + " function, type, operator, collation or schema; a build outside it would not see that");
    }

    private static String rows(String tag, String catalog) {
        return " UNION ALL SELECT '" + tag + "' || oid || ' ' || xmin FROM pg_catalog." + catalog
                + " WHERE oid >= 16384";
    }

    private static String oids(List<Relation> relations) {
        return relations.isEmpty()
                ? "0"
                : relations.stream()
                        .map(relation -> String.valueOf(relation.oid()))
                        .collect(Collectors.joining(", "));
    }
}
