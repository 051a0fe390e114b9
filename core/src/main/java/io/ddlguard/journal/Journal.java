package io.ddlguard.journal;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Side;
import io.ddlguard.plan.After;
import io.ddlguard.plan.Held;
import io.ddlguard.plan.IndexName;
import io.ddlguard.report.Reporter;
import io.ddlguard.session.Queries;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * {@code ddlguard.journal}: what is to be done when a transaction has committed, written by that very transaction, and
 * what is built beside one. A user sees and does only what it wrote itself, in the role in which it wrote it.
 * Thread-safe.
 */
public final class Journal {

    /** Names the server and the database: what a copy of either holds was to be done elsewhere. */
    static final String SERVER = "((SELECT system_identifier::text FROM pg_catalog.pg_control_system()) || '/' ||"
            + " (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())::text)";

    /** Written in this name, for a role that the table's owner may be anyway: else the owner could plant work for it. */
    private static final String FROM_OWN = " FROM ddlguard.journal j WHERE j.author = session_user AND EXISTS ("
            + "SELECT FROM pg_catalog.pg_class t JOIN pg_catalog.pg_roles o ON o.oid = t.relowner"
            + " JOIN pg_catalog.pg_roles r ON r.rolname = j.role WHERE t.oid = j.tableoid"
            + " AND (o.rolsuper OR pg_catalog.pg_has_role(o.oid, r.oid, 'MEMBER'))) AND ";

    /** It was built whole. What an expression calls may have another body by now, and a CHECK beside it stops writes. */
    private static final String IS_BUILT = "EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c"
            + " ON c.oid = i.indexrelid WHERE i.indrelid = j.relation AND i.indisvalid AND i.indexprs IS NULL"
            + " AND i.indpred IS NULL AND c.relkind = 'i' AND c.relname = '" + IndexName.PRIVATE + "' || j.id)"
            + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = j.relation AND"
            + " pg_catalog.starts_with(k.conname::text, '" + IndexName.PRIVATE + "' || j.id))";

    /** Of all deploys of one database: two recoveries never meet. The halves of {@code ddlguard} in ASCII. */
    private static final String LOCK_KEY = "1684302951, 1969320548";

    /** An index that was built and never adopted is kept this long for the deploy that comes again. */
    private static final String GRACE = "interval '1 hour'";

    private static final String RETENTION = "interval '30 days'";

    private final Reporter reporter;

    /** Where it was found usable, by server and role. */
    private final Set<String> usable = ConcurrentHashMap.newKeySet();

    public Journal(Reporter reporter) {
        this.reporter = reporter;
    }

    public static boolean isThere(Queries connection) throws SQLException {
        return !connection
                .query(
                        "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE n.nspname = 'ddlguard' AND c.relname = 'journal'",
                        row -> true)
                .isEmpty();
    }

    /** What stands against leaving work for later here; makes the table where there is none. */
    public Optional<String> prepare(Side side, CallerContext context) throws SQLException {
        String where = context.server() + ' ' + context.sessionUser() + ' ' + context.role();
        if (usable.contains(where)) {
            return Optional.empty();
        }
        Optional<String> against = JournalTable.prepare(side, reporter);
        if (against.isEmpty()) {
            usable.add(where);
        }
        return against;
    }

    /** What keeps this role from the one that is there. */
    public Optional<String> against(Side side) throws SQLException {
        return JournalTable.look(side).flatMap(against -> against);
    }

    /** Holds a build's place before it begins. */
    public void begin(Side side, CallerContext context, Held held) throws SQLException {
        side.execute(new JournalInsert(context).begun(held, side.pid()));
    }

    /** Writes down, in the caller's transaction, what is to be done after it; answers the ids of the rows. */
    public List<String> plan(Session caller, CallerContext context, After after, List<Long> notValidBefore)
            throws SQLException {
        String before = notValidBefore.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", "ARRAY[", "]::pg_catalog.oid[]"));
        List<String> ids = caller.query(
                new JournalInsert(context).planned(after, before) + " RETURNING id", row -> row.getString(1));
        caller.release();
        return ids;
    }

    /** The constraints of a table that are NOT VALID as the caller's transaction sees it. */
    public static List<Long> notValid(Session caller, Relation table) throws SQLException {
        List<Long> oids = caller.query(JournalInsert.notValid(table), row -> row.getLong(1));
        caller.release();
        return oids;
    }

    /**
     * One statement that runs commands and writes down what comes after them: it can stand anywhere in a text, also
     * between the text's own BEGIN and COMMIT, and its outcome is that of DDL.
     */
    public static String inText(CallerContext context, List<String> commands, List<After> after) {
        StringBuilder declare = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (String command : commands) {
            body.append(" EXECUTE ").append(Quoting.literal(command)).append(';');
        }
        for (int i = 0; i < after.size(); i++) {
            String before = "ddlguard_" + i;
            if (after.get(i) instanceof After.Validate validate) {
                declare.append(' ').append(before).append(" pg_catalog.oid[] := ARRAY(");
                declare.append(JournalInsert.notValid(validate.table())).append(");");
            }
            body.append(' ').append(new JournalInsert(context).planned(after.get(i), before));
            body.append(';');
        }
        // No text in it can hold the tag, and end the block before its time.
        String tag = "$ddlguard_" + IndexName.privateId() + "$";
        return "DO " + tag + (declare.isEmpty() ? "" : "DECLARE" + declare + " ") + "BEGIN" + body + " END" + tag;
    }

    /** What this connection has written and nobody has begun. */
    public List<String> planned(Queries connection, CallerContext context) throws SQLException {
        return connection.query(
                "SELECT j.id" + FROM_OWN + "j.state = 'planned' AND j.caller_pid = " + context.pid()
                        + " AND j.caller_start IS NOT DISTINCT FROM "
                        + JournalInsert.start(String.valueOf(context.pid())) + " ORDER BY j.number",
                row -> row.getString(1));
    }

    /** The rows that the caller's open transaction has written, as it sees them itself. */
    public List<JournalRow> open(Session caller, Collection<String> ids) throws SQLException {
        List<JournalRow> rows = openOn(caller, ids);
        caller.release();
        return rows;
    }

    /** What went, went with what it was about: run in the caller's transaction. */
    public static String forget(String id) {
        return "DELETE FROM ddlguard.journal WHERE author = session_user AND id = " + Quoting.literal(id);
    }

    /** Those of these rows that are there and are not done: where the side sees them, their transaction committed. */
    public List<JournalRow> open(Side side, Collection<String> ids) throws SQLException {
        return openOn(side, ids);
    }

    private static List<JournalRow> openOn(Queries connection, Collection<String> ids) throws SQLException {
        String list = ids.stream().map(Quoting::literal).collect(Collectors.joining(", "));
        return rows(connection, "j.state NOT IN ('done', 'undone') AND j.id IN (" + list + ")");
    }

    /** All that is not done, oldest first. */
    public List<JournalRow> open(Side side) throws SQLException {
        return rows(side, "j.state NOT IN ('done', 'undone')");
    }

    /** All rows that are kept, oldest first. */
    public List<JournalRow> all(Side side) throws SQLException {
        return rows(side, "true");
    }

    private static List<JournalRow> rows(Queries connection, String condition) throws SQLException {
        return connection.query(
                "SELECT " + JournalRow.COLUMNS + FROM_OWN + condition + " ORDER BY j.number", JournalRow::of);
    }

    /** Whether the connection that wrote the row is still there, and its deploy with it. */
    public boolean callerIsThere(Side side, JournalRow row) throws SQLException {
        return isThere(side, row, "caller");
    }

    private static boolean isThere(Side side, JournalRow row, String who) throws SQLException {
        return !side.query(
                        "SELECT" + FROM_OWN + "j.id = " + Quoting.literal(row.id()) + " AND " + isThere(who),
                        ignored -> true)
                .isEmpty();
    }

    /** Where its start is hidden from this role, a backend with the pid counts as the one. */
    private static String isThere(String who) {
        return "EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.pid = j." + who
                + "_pid AND coalesce(a.backend_start = j." + who + "_start, true))";
    }

    /**
     * Ends the backend that works on a row for a deploy that is gone: it would build on until it looks for its client.
     *
     * @return whether it is gone
     */
    public boolean endOrphan(Side side, JournalRow row) throws SQLException {
        side.query(
                "SELECT pg_catalog.pg_terminate_backend(a.pid)"
                        + FROM_OWN.replace("journal j WHERE", "journal j, pg_catalog.pg_stat_activity a WHERE")
                        + "j.id = " + Quoting.literal(row.id())
                        + " AND a.pid = j.runner_pid AND a.backend_start = j.runner_start AND a.pid <>"
                        + " pg_catalog.pg_backend_pid()",
                ended -> true);
        return !isThere(side, row, "runner");
    }

    /** Takes a row over before its work begins. */
    public void running(Side side, JournalRow row) throws SQLException {
        side.execute(set(
                "state = 'running', attempts = attempts + 1, error = NULL, runner_pid = " + side.pid()
                        + ", runner_start = " + JournalInsert.start(String.valueOf(side.pid())),
                row.id()));
    }

    /** Run in the transaction that does the row's last command: it is done exactly if that commits. */
    public static String done(String id) {
        return set("state = 'done', error = NULL", id);
    }

    public void undone(Side side, String id, String why) throws SQLException {
        side.execute(set("state = 'undone', error = " + Quoting.literal(why), id));
    }

    public void failed(Side side, String id, String why) throws SQLException {
        side.execute(set("state = 'failed', error = " + Quoting.literal(why), id));
    }

    private static String set(String what, String id) {
        return "UPDATE ddlguard.journal SET changed_at = pg_catalog.clock_timestamp(), " + what
                + " WHERE author = session_user AND id = " + Quoting.literal(id);
    }

    /**
     * An index that an earlier deploy built for the same statement and could not adopt. Its row belongs to this caller
     * from now on.
     *
     * @return its id
     */
    public Optional<String> takeOver(Side side, CallerContext context, After.BuildIndex build) throws SQLException {
        return side
                .query(
                        "UPDATE ddlguard.journal SET changed_at = pg_catalog.clock_timestamp(), caller_pid = "
                                + context.pid() + ", caller_start = "
                                + JournalInsert.start(String.valueOf(context.pid()))
                                + " WHERE id = (SELECT j.id" + FROM_OWN
                                + "j.role = current_user AND j.kind = 'adopt-index' AND j.state = 'running' AND j.relation = "
                                + build.table().oid() + " AND j.is_unique = " + build.unique() + " AND j.definition = "
                                + Quoting.literal(build.definition()) + " AND j.search_path = "
                                + Quoting.literal(context.searchPath()) + " AND j.server = " + SERVER
                                + " AND " + IS_BUILT + " AND NOT " + isThere("caller")
                                + " ORDER BY j.number DESC LIMIT 1) RETURNING id",
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    /** Whether an index that nobody adopted may still be wanted: its deploy may come again. */
    public boolean isKept(Side side, JournalRow row) throws SQLException {
        return !side.query(
                        "SELECT" + FROM_OWN + "j.id = " + Quoting.literal(row.id()) + " AND j.changed_at >"
                                + " pg_catalog.clock_timestamp() - " + GRACE
                                + " AND " + IS_BUILT,
                        ignored -> true)
                .isEmpty();
    }

    /** Forgets what was done long ago. */
    public void forgetOld(Side side) throws SQLException {
        side.execute("DELETE FROM ddlguard.journal WHERE author = session_user AND state IN ('done', 'undone')"
                + " AND changed_at < pg_catalog.clock_timestamp() - " + RETENTION);
    }

    /** Tried, never waited for: a session that waits in a lock holds a snapshot, and builds wait for that. */
    public boolean tryLock(Side side) throws SQLException {
        return side.query("SELECT pg_catalog.pg_try_advisory_lock(" + LOCK_KEY + ")", row -> row.getBoolean(1))
                .get(0);
    }

    /** Whether somebody works on the journal of this database. */
    public boolean isWorkedOn(Side side) throws SQLException {
        return side.query(
                        "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted"
                                + " AND (classid, objid) = (" + LOCK_KEY + ") AND database = (SELECT oid FROM"
                                + " pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))",
                        row -> row.getBoolean(1))
                .get(0);
    }

    public void unlock(Side side) throws SQLException {
        side.query("SELECT pg_catalog.pg_advisory_unlock(" + LOCK_KEY + ")", row -> row.getBoolean(1));
    }
}
