package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a copy on the side may be asked at all: whether that would do something besides, and whether side and caller
 * mean the same by the same words.
 */
final class OracleConditions {

    /** Before PostgreSQL 14, what the server says it is doing is translated. */
    private static final int UNTRANSLATED = 140000;

    private final Queries caller;
    private final CallerContext context;
    private final Facts.SideSource sides;

    OracleConditions(Queries caller, CallerContext context, Facts.SideSource sides) {
        this.caller = caller;
        this.context = context;
        this.sides = sides;
    }

    /** Why not; empty if it may. */
    Optional<String> ruledOut() throws SQLException {
        if (unseenWork()) {
            return Optional.of("the same transaction has made or changed a type, function, operator, cast or collation,"
                    + " which only it can see (a migration of its own can be asked)");
        }
        return sides.side()
                .query(
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' AND evtevent <>"
                                + " 'login'), pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP'),"
                                + " pg_catalog.current_setting('lc_messages')",
                        row -> ruledOut(row.getBoolean(1), row.getBoolean(2), row.getString(3)))
                .get(0);
    }

    private Optional<String> ruledOut(boolean eventTriggers, boolean mayMakeTemporary, String language) {
        if (eventTriggers) {
            return Optional.of("the database has event triggers, which would fire");
        }
        if (!mayMakeTemporary) {
            return Optional.of("the role may not make temporary tables (GRANT TEMPORARY ON DATABASE)");
        }
        return context.version() < UNTRANSLATED && !language.matches("(?i)(C|POSIX|en).*")
                ? Optional.of("the server answers in another language (lc_messages)")
                : Optional.empty();
    }

    /** Whether the caller's transaction has changed what a type, an expression or an index in the copy could mean. */
    private boolean unseenWork() throws SQLException {
        if (!context.wroteInTransaction()) {
            return false;
        }
        String digest = "SELECT pg_catalog.md5(pg_catalog.string_agg(x, ',' ORDER BY x)) FROM ("
                + "SELECT 't' || oid || ' ' || xmin AS x FROM pg_catalog.pg_type WHERE oid >= 16384 AND typtype IN"
                + " ('b', 'd', 'e', 'r', 'm') AND typelem = 0"
                + " UNION ALL SELECT 'd' || oid || ' ' || xmin FROM pg_catalog.pg_constraint WHERE contypid <> 0"
                + rows("p", "pg_proc")
                + rows("k", "pg_cast")
                + rows("o", "pg_opclass")
                + rows("q", "pg_operator")
                + rows("l", "pg_collation")
                // The schema of a session's first temporary table is its own.
                + rows("n", "pg_namespace") + " AND nspname !~ '^pg_') AS seen";
        return !caller.query(digest, row -> String.valueOf(row.getString(1)))
                .equals(sides.side().query(digest, row -> String.valueOf(row.getString(1))));
    }

    private static String rows(String tag, String catalog) {
        return " UNION ALL SELECT '" + tag + "' || oid || ' ' || xmin FROM pg_catalog." + catalog
                + " WHERE oid >= 16384";
    }

    /** What the caller's transaction may have altered: only it can see how, and it need not wait to look. */
    Set<Long> lockedByCaller() throws SQLException {
        if (!context.inTransaction()) {
            return Set.of();
        }
        return Set.copyOf(sides.side()
                .query(
                        "SELECT DISTINCT relation FROM pg_catalog.pg_locks WHERE pid = " + context.pid()
                                + " AND granted"
                                + " AND locktype = 'relation' AND database = (SELECT oid FROM pg_catalog.pg_database"
                                + " WHERE datname = pg_catalog.current_database()) AND mode NOT IN ('AccessShareLock',"
                                + " 'RowShareLock', 'RowExclusiveLock')",
                        row -> row.getLong(1)));
    }
}
