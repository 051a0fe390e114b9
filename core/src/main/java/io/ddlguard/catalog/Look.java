package io.ddlguard.catalog;

import io.ddlguard.change.RelationName;
import io.ddlguard.session.Queries;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's connection says of itself and of the relations that a text names, in one round trip: a history of
 * migrations has hundreds of texts.
 */
public final class Look {

    private final CallerContext context;
    private final Map<RelationName, Optional<Relation>> relations = new HashMap<>();
    private final Map<Long, Reach> reaches = new HashMap<>();

    private Look(CallerContext context) {
        this.context = context;
    }

    public CallerContext context() {
        return context;
    }

    /** By the name that the text has; empty where there is none. */
    Map<RelationName, Optional<Relation>> relations() {
        return relations;
    }

    /** By OID, of those that the job may have made. */
    Map<Long, Reach> reaches() {
        return reaches;
    }

    /** A relation and the names that mean it. */
    private record Found(Relation relation, @Nullable Reach reach, boolean visible, boolean temporarySchema) {

        boolean isMeantBy(RelationName name) {
            if (!relation.name().equals(name.name())) {
                return false;
            }
            String schema = name.schema();
            if (schema == null) {
                return visible;
            }
            return schema.equals("pg_temp")
                    ? temporarySchema
                    : relation.schema().equals(schema);
        }
    }

    public static Look at(Session session, Collection<RelationName> names, JobObjects job) throws SQLException {
        if (names.isEmpty()) {
            return new Look(CallerContext.read(session));
        }
        CallerContext.Reader reader = CallerContext.reader(session);
        boolean withReach = mayBeTheJobs(names, job);
        CallerContext[] context = new CallerContext[1];
        // The context comes with every row, and with one of nulls where no name means anything.
        String asked = "SELECT " + CallerContext.Reader.columns() + ", " + columns(withReach, session.backendPid())
                + " FROM (SELECT 1) one LEFT JOIN (" + FROM + ") ON " + condition(names);
        List<@Nullable Found> found = session.query(asked, row -> {
            context[0] = reader.read(row);
            return row.getString(CallerContext.Reader.COUNT + 1) == null
                    ? null
                    : found(row, CallerContext.Reader.COUNT + 1, withReach);
        });
        return of(context[0], names, found);
    }

    /** Of some names alone, where the context is known. */
    static Look names(Queries caller, CallerContext context, Collection<RelationName> names, JobObjects job)
            throws SQLException {
        boolean withReach = mayBeTheJobs(names, job);
        List<@Nullable Found> found = caller.query(
                "SELECT " + columns(withReach, context.pid()) + " FROM " + FROM + " WHERE " + condition(names),
                row -> found(row, 1, withReach));
        return of(context, names, found);
    }

    private static final String FROM = "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";

    private static boolean mayBeTheJobs(Collection<RelationName> names, JobObjects job) {
        return names.stream().anyMatch(name -> job.mayBeOne(name.name()));
    }

    private static String columns(boolean withReach, int pid) {
        return Relation.columns("c", "n")
                + ", pg_catalog.pg_table_is_visible(c.oid), n.oid = pg_catalog.pg_my_temp_schema()"
                + (withReach ? ", " + Reach.columns(pid) : "");
    }

    private static Found found(ResultSet row, int first, boolean withReach) throws SQLException {
        return new Found(
                Relation.of(row, first),
                withReach ? Reach.of(row, first + 9) : null,
                row.getBoolean(first + 7),
                row.getBoolean(first + 8));
    }

    private static Look of(CallerContext context, Collection<RelationName> names, List<@Nullable Found> found) {
        Look look = new Look(context);
        names.forEach(name -> look.relations.put(name, Optional.empty()));
        for (Found each : found) {
            if (each != null) {
                look.add(each, names);
            }
        }
        return look;
    }

    private void add(Found found, Collection<RelationName> names) {
        for (RelationName name : names) {
            if (found.isMeantBy(name)) {
                relations.put(name, Optional.of(found.relation()));
            }
        }
        if (found.reach() != null) {
            reaches.put(found.relation().oid(), found.reach());
        }
    }

    // Not to_regclass: without USAGE on the schema it fails, and that would end the caller's transaction.
    private static String condition(Collection<RelationName> names) {
        return names.stream().distinct().map(Look::isNamed).collect(Collectors.joining(" OR "));
    }

    private static String isNamed(RelationName name) {
        return "c.relname = " + Quoting.literal(name.name()) + " AND " + inSchema(name.schema());
    }

    private static String inSchema(@Nullable String schema) {
        if (schema == null) {
            return "pg_catalog.pg_table_is_visible(c.oid)";
        }
        return schema.equals("pg_temp")
                ? "n.oid = pg_catalog.pg_my_temp_schema()"
                : "n.nspname = " + Quoting.literal(schema);
    }
}
