package io.ddlguard.catalog;

import io.ddlguard.change.RelationName;
import io.ddlguard.session.Queries;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables that this JVM's deploy job has made. No running code can know them yet, so no rule about locks or lost data
 * concerns them, as long as nothing older leads to them. Thread-safe.
 */
public final class JobRelations {

    /** Where more are there, a table that gets another name is not followed: it may be that of a table in use. */
    private static final int MOST_NAMES = 1000;

    private record Key(String server, long oid) {}

    /** By the name that the job gave it. */
    private final Map<Key, RelationName> made = new ConcurrentHashMap<>();

    /** The last parts of those names, whatever database they are in. */
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /** What running code may call something, by server. */
    private final Map<String, Set<RelationName>> older = new ConcurrentHashMap<>();

    public void made(CallerContext where, Relation relation) {
        made.put(new Key(where.server(), relation.oid()), nameOf(relation));
        names.add(relation.name());
    }

    /** Whether something of this name may be a table that the job has made. It errs on both sides. */
    boolean mayBeOne(String name) {
        return names.contains(name);
    }

    /** Before the job does anything to what has a name: which names there are. One query for each server. */
    void begin(CallerContext where, Queries queries) throws SQLException {
        if (!older.containsKey(where.server())) {
            List<RelationName> known = queries.query(
                    "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                            + " c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN"
                            + " ('pg_catalog', 'information_schema', 'pg_toast') LIMIT " + (MOST_NAMES + 1),
                    row -> new RelationName(row.getString(1), row.getString(2)));
            older.putIfAbsent(where.server(), new HashSet<>(known));
        }
    }

    /** Whether the job has made it, and it bears no name that something older had before the job began. */
    boolean isMade(CallerContext where, Relation relation) {
        RelationName given = made.get(new Key(where.server(), relation.oid()));
        RelationName now = nameOf(relation);
        return given != null && (given.equals(now) || isNoOlderName(where, now));
    }

    private boolean isNoOlderName(CallerContext where, RelationName name) {
        Set<RelationName> before = older.get(where.server());
        return before != null && before.size() <= MOST_NAMES && !before.contains(name);
    }

    /** Whether nothing older than the job is attached to what the job has made. */
    boolean isAlone(CallerContext where, Reach reach) {
        return !reach.attached()
                && reach.referencing().stream()
                        .allMatch(referencing -> made.containsKey(new Key(where.server(), referencing)));
    }

    private static RelationName nameOf(Relation relation) {
        return new RelationName(relation.schema(), relation.name());
    }
}
