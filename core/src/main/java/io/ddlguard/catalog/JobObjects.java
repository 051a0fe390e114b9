package io.ddlguard.catalog;

import io.ddlguard.change.ObjectName;
import io.ddlguard.change.RelationName;
import io.ddlguard.session.Queries;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables, schemas, types, functions and extensions that this JVM's deploy job has made. No running code can know them
 * yet, so no rule about locks or lost data concerns them, as long as nothing older leads to them. Thread-safe.
 */
public final class JobObjects {

    /** Where more of a kind are there, what gets another name is not followed: it may be that of something in use. */
    private static final int MOST_NAMES = 1000;

    private static final String RELATION = "pg_class";

    /** @param catalog its OIDs may be another one's too */
    private record Key(String server, String catalog, long oid) {}

    private record Names(String server, String catalog) {}

    /** By the name that the job gave it. */
    private final Map<Key, RelationName> made = new ConcurrentHashMap<>();

    /** The last parts of the relations' names, whatever database they are in. */
    private final Set<String> relations = ConcurrentHashMap.newKeySet();

    /** The names of the schemas, as those of the relations. */
    private final Set<String> schemas = ConcurrentHashMap.newKeySet();

    /** What running code may call something. */
    private final Map<Names, Set<RelationName>> older = new ConcurrentHashMap<>();

    public void made(CallerContext where, Relation relation) {
        made.put(new Key(where.server(), RELATION, relation.oid()), nameOf(relation));
        relations.add(relation.name());
    }

    public void made(CallerContext where, CatalogObject object) {
        made.put(keyOf(where, object), nameOf(object));
        if (object.catalog() == ObjectName.Catalog.SCHEMA) {
            schemas.add(object.name());
        }
    }

    /** Whether something of this name may be a relation that the job has made. It errs on both sides. */
    boolean mayBeOne(String name) {
        return relations.contains(name);
    }

    /** As {@link #mayBeOne}, of schemas. */
    boolean mayBeSchema(String name) {
        return schemas.contains(name);
    }

    /** Before the job does anything to what has a name: which names there are. One query for each server. */
    void begin(CallerContext where, Queries queries) throws SQLException {
        if (older.containsKey(new Names(where.server(), RELATION))) {
            return;
        }
        Map<String, Set<RelationName>> known = new HashMap<>();
        known.put(RELATION, new HashSet<>());
        for (ObjectName.Catalog catalog : ObjectName.Catalog.values()) {
            known.put(catalog.name(), new HashSet<>());
        }
        queries.query(
                OLDER, row -> known.get(row.getString(1)).add(new RelationName(row.getString(2), row.getString(3))));
        known.forEach((catalog, names) -> older.putIfAbsent(new Names(where.server(), catalog), names));
    }

    // From 16384 on, OIDs are those of what has been made since the cluster was.
    private static final String OLDER = named(
                    RELATION,
                    "n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
                            + " c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN"
                            + " ('pg_catalog', 'information_schema', 'pg_toast')")
            + " UNION ALL "
            + named(
                    ObjectName.Catalog.SCHEMA.name(),
                    "NULL, nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_'")
            + " UNION ALL "
            + named(
                    ObjectName.Catalog.TYPE.name(),
                    "n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid ="
                            + " t.typnamespace WHERE t.oid >= 16384 AND " + ObjectFacts.IS_DROPPED_AS_A_TYPE)
            + " UNION ALL "
            + named(
                    ObjectName.Catalog.FUNCTION.name(),
                    "n.nspname, p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid ="
                            + " p.pronamespace WHERE p.oid >= 16384");

    private static String named(String catalog, String columnsAndSource) {
        return "(SELECT '" + catalog + "', " + columnsAndSource + " LIMIT " + (MOST_NAMES + 1) + ")";
    }

    /** Whether the job has made it, and it bears no name that something older had before the job began. */
    boolean isMade(CallerContext where, Relation relation) {
        return isMade(new Key(where.server(), RELATION, relation.oid()), nameOf(relation));
    }

    /** As {@link #isMade(CallerContext, Relation)}. */
    boolean isMade(CallerContext where, CatalogObject object) {
        return isMade(keyOf(where, object), nameOf(object));
    }

    private boolean isMade(Key key, RelationName now) {
        RelationName given = made.get(key);
        return given != null && (given.equals(now) || isNoOlderName(new Names(key.server(), key.catalog()), now));
    }

    private boolean isNoOlderName(Names where, RelationName name) {
        Set<RelationName> before = older.get(where);
        return before != null && before.size() <= MOST_NAMES && !before.contains(name);
    }

    /** Whether nothing older than the job is attached to what the job has made. */
    boolean isAlone(CallerContext where, Reach reach) {
        return !reach.attached()
                && reach.referencing().stream()
                        .allMatch(referencing -> made.containsKey(new Key(where.server(), RELATION, referencing)));
    }

    private static Key keyOf(CallerContext where, CatalogObject object) {
        return new Key(where.server(), object.catalog().name(), object.oid());
    }

    private static RelationName nameOf(Relation relation) {
        return new RelationName(relation.schema(), relation.name());
    }

    private static RelationName nameOf(CatalogObject object) {
        return new RelationName(object.schema(), object.name());
    }
}
