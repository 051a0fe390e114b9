package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.change.Lock;
import io.ddlguard.change.LockMode;
import io.ddlguard.change.Script;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The relations that a text will lock, with those that are locked along with them, in the order of their OIDs: everybody
 * who takes several in one order never meets another like him in a deadlock.
 */
record WantedLocks(List<Wanted> all) {

    /**
     * @param lockable whether LOCK TABLE can take it beforehand: it is a table, and the role may write to it
     */
    record Wanted(long oid, String sql, String readable, LockMode mode, boolean lockable) {

        @Override
        public String toString() {
            return mode + " on " + readable;
        }
    }

    private static final int SHOWN = 5;

    private static final String FIND = """
            WITH RECURSIVE named(oid, mode, kin, keys, name) AS (VALUES %s),
            family AS (
                SELECT oid, mode, kin, keys, name FROM named
                UNION SELECT i.inhrelid, f.mode, f.kin, f.keys, f.name
                FROM family f
                JOIN pg_catalog.pg_inherits i ON i.inhparent = f.oid
                JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
                WHERE f.kin = 'children' OR c.relispartition AND f.kin <> 'itself' OR f.kin = 'constraint'
                    AND EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.conname = f.name)),
            wanted AS (
                SELECT oid, mode FROM family
                UNION SELECT i.indrelid, f.mode
                FROM family f JOIN pg_catalog.pg_index i ON i.indexrelid = f.oid WHERE f.keys = 'all'
                UNION SELECT CASE k.conrelid WHEN f.oid THEN k.confrelid ELSE k.conrelid END,
                    CASE f.keys WHEN 'outgoing' THEN %s ELSE f.mode END
                FROM family f
                JOIN pg_catalog.pg_constraint k ON k.contype = 'f' AND CASE f.keys
                    WHEN 'all' THEN f.oid IN (k.conrelid, k.confrelid)
                    WHEN 'outgoing' THEN k.conrelid = f.oid
                    WHEN 'constraint' THEN k.conrelid = f.oid AND k.conname = f.name
                    WHEN 'column' THEN k.conrelid = f.oid AND EXISTS (SELECT FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = f.oid AND a.attname = f.name AND a.attnum = ANY (k.conkey))
                    WHEN 'retyped' THEN EXISTS (SELECT FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = f.oid AND a.attname = f.name AND (k.conrelid = f.oid AND a.attnum = ANY (k.conkey)
                            OR k.confrelid = f.oid AND a.attnum = ANY (k.confkey)))
                    ELSE false END)
            SELECT c.oid, n.nspname, c.relname, max(w.mode), c.relkind IN ('r', 'p')
                AND pg_catalog.has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
            FROM wanted w
            JOIN pg_catalog.pg_class c ON c.oid = w.oid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            GROUP BY c.oid, n.nspname, c.relname, c.relkind ORDER BY c.oid""";

    static WantedLocks find(Side side, List<LockTarget> targets) throws SQLException {
        if (targets.isEmpty()) {
            return new WantedLocks(List.of());
        }
        String named = targets.stream().map(WantedLocks::values).collect(Collectors.joining(", "));
        return new WantedLocks(side.query(FIND.formatted(named, LockMode.SHARE_ROW_EXCLUSIVE.ordinal()), row -> {
            String schema = row.getString(2);
            String name = row.getString(3);
            return new Wanted(
                    row.getLong(1),
                    Quoting.identifier(schema) + '.' + Quoting.identifier(name),
                    Quoting.readable(schema) + '.' + Quoting.readable(name),
                    LockMode.values()[row.getInt(4)],
                    row.getBoolean(5));
        }));
    }

    /** Those of commands of our own, which name all relations with their schemas. */
    static WantedLocks of(Side side, List<String> commands) throws SQLException {
        List<LockTarget> targets = new ArrayList<>();
        for (String command : commands) {
            for (Lock lock : locks(command)) {
                side
                        .query(
                                "SELECT pg_catalog.to_regclass("
                                        + Quoting.literal(lock.relation().sql()) + ")::pg_catalog.oid",
                                row -> row.getLong(1))
                        .stream()
                        .filter(oid -> oid != 0)
                        .forEach(oid -> targets.add(new LockTarget(oid, lock.mode(), lock.reach())));
            }
        }
        return find(side, targets);
    }

    private static List<Lock> locks(String command) {
        try {
            return Script.read(command).statements().stream()
                    .flatMap(statement -> statement.changes().stream())
                    .flatMap(change -> change.locks().stream())
                    .toList();
        } catch (PgSyntaxException e) {
            throw new IllegalStateException("a command of ours cannot be read", e);
        }
    }

    private static String values(LockTarget target) {
        Lock.Reach reach = target.reach();
        if (reach instanceof Lock.Reach.Partitions) {
            return values(target, "partitions", "none", "");
        }
        if (reach instanceof Lock.Reach.Children) {
            return values(target, "children", "none", "");
        }
        if (reach instanceof Lock.Reach.Dropped) {
            return values(target, "children", "all", "");
        }
        if (reach instanceof Lock.Reach.PartitionAddedOrRemoved) {
            return values(target, "itself", "outgoing", "");
        }
        if (reach instanceof Lock.Reach.InheritedConstraint constraint) {
            return values(target, "constraint", "none", constraint.name());
        }
        if (reach instanceof Lock.Reach.DroppedConstraint constraint) {
            return values(target, "constraint", "constraint", constraint.name());
        }
        if (reach instanceof Lock.Reach.RetypedColumn column) {
            return values(target, "children", "retyped", column.name());
        }
        return reach instanceof Lock.Reach.DroppedColumn column
                ? values(target, "children", "column", column.name())
                : values(target, "itself", "none", "");
    }

    private static String values(LockTarget target, String kin, String keys, String name) {
        return "(" + target.oid() + "::pg_catalog.oid, " + target.mode().ordinal() + ", '" + kin + "', '" + keys + "', "
                + Quoting.literal(name) + "::pg_catalog.name)";
    }

    /** Whether one of them stops writers. */
    boolean stopOthers() {
        return all.stream().anyMatch(wanted -> wanted.mode().stopsWriters());
    }

    /** Those that the caller's transaction does not hold yet. */
    WantedLocks without(Map<Long, Set<LockMode>> held) {
        return new WantedLocks(all.stream()
                .filter(wanted -> held.getOrDefault(wanted.oid(), Set.of()).stream()
                        .noneMatch(mode -> mode.covers(wanted.mode())))
                .toList());
    }

    /**
     * The commands that take several of them: the first one waits, and the others are there or it has been in vain.
     * Nobody waits behind the second for longer than behind the first.
     *
     * @param fewest none where there are fewer: one alone is for the statement itself to take
     */
    List<String> commands(int fewest) {
        List<Wanted> tables = all.stream().filter(Wanted::lockable).toList();
        if (tables.size() < fewest) {
            return List.of();
        }
        List<String> commands = new ArrayList<>();
        Wanted first = tables.get(0);
        commands.add("LOCK TABLE ONLY " + first.sql() + " IN " + first.mode() + " MODE");
        Map<LockMode, List<String>> others = new LinkedHashMap<>();
        tables.stream().skip(1).forEach(wanted -> others.computeIfAbsent(wanted.mode(), mode -> new ArrayList<>())
                .add("ONLY " + wanted.sql()));
        others.forEach((mode, names) ->
                commands.add("LOCK TABLE " + String.join(", ", names) + " IN " + mode + " MODE NOWAIT"));
        return commands;
    }

    /** For people: of a table with a thousand partitions, not all. */
    @Override
    public String toString() {
        String first = all.stream().limit(SHOWN).map(Wanted::toString).collect(Collectors.joining(", "));
        return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
    }
}
