package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which relations, schemas, types and functions no code outside this deploy job can know. Each is asked about once. Used
 * by one thread.
 */
final class Newness {

    private final Queries caller;
    private final CallerContext context;
    private final Facts.SideSource sides;
    private final JobObjects job;
    private final Map<Long, Boolean> fresh = new HashMap<>();
    private final Map<CatalogObject, Boolean> freshObjects = new HashMap<>();
    private final Map<Long, Reach> reaches = new HashMap<>();

    Newness(Queries caller, CallerContext context, Facts.SideSource sides, JobObjects job) {
        this.caller = caller;
        this.context = context;
        this.sides = sides;
        this.job = job;
    }

    /** What leads to some relations has been asked already. */
    void know(Map<Long, Reach> asked) {
        reaches.putAll(asked);
    }

    boolean isNew(Relation relation) throws SQLException {
        Boolean known = fresh.get(relation.oid());
        if (known == null) {
            known = relation.temporary()
                    || isMade(relation) && isOutOfReach(relation)
                    || madeInTransaction("pg_catalog.pg_class", relation.oid());
            fresh.put(relation.oid(), known);
        }
        return known;
    }

    boolean isNew(CatalogObject object) throws SQLException {
        Boolean known = freshObjects.get(object);
        if (known == null) {
            known = job.isMade(context, object)
                    || isInNewSchema(object.schema(), object.oid())
                    || madeInTransaction(object.catalog().table(), object.oid());
            freshObjects.put(object, known);
        }
        return known;
    }

    private boolean isMade(Relation relation) throws SQLException {
        return job.isMade(context, relation) || isInNewSchema(relation.schema(), relation.oid());
    }

    /** Whether it was made in a schema of the job's, not moved there: the server counts OIDs up, older things have lower ones. */
    private boolean isInNewSchema(@Nullable String schema, long oid) throws SQLException {
        return schema != null
                && job.mayBeSchema(schema)
                && ObjectFacts.schemas(caller, schema).stream()
                        .anyMatch(found -> job.isMade(context, found) && found.oid() < oid);
    }

    private boolean isOutOfReach(Relation relation) throws SQLException {
        // The caller sees its own work too, but with a snapshot of REPEATABLE READ not all that others have committed.
        Queries queries = context.isReadCommitted() ? caller : sides.side();
        Reach reach = context.isReadCommitted() ? reaches.get(relation.oid()) : null;
        if (reach == null) {
            String ask = "SELECT " + Reach.columns(context.pid()) + " FROM pg_catalog.pg_class c WHERE c.oid = "
                    + relation.oid();
            Optional<Reach> answer =
                    queries.query(ask, row -> Reach.of(row, 1)).stream().findFirst();
            if (answer.isEmpty()) {
                // It is not committed yet.
                return false;
            }
            reach = answer.get();
        }
        return job.isAlone(context, reach) && !reach.isInUse(queries);
    }

    private boolean madeInTransaction(String catalog, long oid) throws SQLException {
        // What another transaction does not see, this one has made: xmin would not tell, every ALTER sets it.
        return context.wroteInTransaction()
                && sides.side()
                        .query("SELECT FROM " + catalog + " WHERE oid = " + oid, row -> true)
                        .isEmpty();
    }
}
