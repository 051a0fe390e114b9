package io.ddlguard.catalog;

import io.ddlguard.change.ObjectName;
import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of schemas, types and functions, as the caller's own connection sees them. Used by one thread.
 */
public final class ObjectFacts {

    /** Of a {@code pg_type t}: no array, no range's multirange and no table's row type, which go with what they are of. */
    static final String IS_DROPPED_AS_A_TYPE = "t.typtype <> 'm' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE"
            + " e.typarray = t.oid) AND (t.typrelid = 0 OR EXISTS (SELECT FROM pg_catalog.pg_class k WHERE k.oid ="
            + " t.typrelid AND k.relkind = 'c'))";

    private static final String SCHEMAS =
            "SELECT n.oid, NULL, n.nspname, ' ', '', '{}'::text[] FROM pg_catalog.pg_namespace n WHERE ";

    private static final String EXTENSIONS =
            "SELECT x.oid, NULL, x.extname, ' ', '', '{}'::text[] FROM pg_catalog.pg_extension x WHERE ";

    private static final String TYPES = "SELECT t.oid, n.nspname, t.typname, t.typtype, '', '{}'::text[] FROM"
            + " pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE "
            + IS_DROPPED_AS_A_TYPE + " AND ";

    private static final String FUNCTIONS = "SELECT p.oid, n.nspname, p.proname, p.prokind,"
            + " pg_catalog.pg_get_function_identity_arguments(p.oid), ARRAY(SELECT CASE WHEN e.oid IS NULL THEN"
            + " a.typname::text ELSE e.typname || '[]' END FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY u(type,"
            + " place) JOIN pg_catalog.pg_type a ON a.oid = u.type LEFT JOIN pg_catalog.pg_type e ON e.typarray = a.oid"
            + " ORDER BY u.place) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
            + " WHERE ";

    private final Queries caller;
    private final Newness newness;
    private final Map<ObjectName, List<CatalogObject>> found = new HashMap<>();

    ObjectFacts(Queries caller, Newness newness) {
        this.caller = caller;
        this.newness = newness;
    }

    /** What a name means to the caller, here and now: of functions, all that bear it. */
    public List<CatalogObject> find(ObjectName name) throws SQLException {
        List<CatalogObject> known = found.get(name);
        if (known == null) {
            known = select(name.catalog(), condition(name));
            found.put(name, known);
        }
        return known;
    }

    private static String condition(ObjectName name) {
        String literal = Quoting.literal(name.name());
        return switch (name.catalog()) {
            case SCHEMA -> "n.nspname = " + literal;
            case EXTENSION -> "x.extname = " + literal;
            case TYPE ->
                "t.typname = " + literal + " AND " + inSchema(name.schema(), "pg_catalog.pg_type_is_visible(t.oid)");
            case FUNCTION ->
                "p.proname = " + literal + " AND "
                        + inSchema(name.schema(), "pg_catalog.pg_function_is_visible(p.oid)");
        };
    }

    private static String inSchema(@Nullable String schema, String visible) {
        if (schema == null) {
            return visible;
        }
        return schema.equals("pg_temp")
                ? "n.oid = pg_catalog.pg_my_temp_schema()"
                : "n.nspname = " + Quoting.literal(schema);
    }

    private List<CatalogObject> select(ObjectName.Catalog catalog, String condition) throws SQLException {
        String source =
                switch (catalog) {
                    case SCHEMA -> SCHEMAS;
                    case EXTENSION -> EXTENSIONS;
                    case TYPE -> TYPES;
                    case FUNCTION -> FUNCTIONS;
                };
        return caller.query(source + condition + " ORDER BY 1", row -> object(catalog, row));
    }

    static List<CatalogObject> schemas(Queries queries, String name) throws SQLException {
        return queries.query(
                SCHEMAS + "n.nspname = " + Quoting.literal(name), row -> object(ObjectName.Catalog.SCHEMA, row));
    }

    private static CatalogObject object(ObjectName.Catalog catalog, ResultSet row) throws SQLException {
        return new CatalogObject(
                catalog,
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4).charAt(0),
                row.getString(5),
                List.of((String[]) row.getArray(6).getArray()));
    }

    /** As {@link Facts#isNew}. */
    public boolean isNew(CatalogObject object) throws SQLException {
        return newness.isNew(object);
    }

    /** The tables, views and sequences of a schema, in the order in which they were made; no column's own sequences. */
    public List<Relation> relationsOf(CatalogObject schema) throws SQLException {
        return relations("c.relnamespace = " + schema.oid());
    }

    /** As {@link #relationsOf}, of a role, whatever schema they are in. */
    public List<Relation> ownedBy(String role) throws SQLException {
        return relations("c.relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = " + Quoting.literal(role)
                + ") AND n.nspname <> 'pg_toast'");
    }

    private List<Relation> relations(String condition) throws SQLException {
        return caller.query(
                Facts.RELATION + "c.relkind IN ('r', 'p', 'm', 'v', 'S', 'f') AND NOT EXISTS (SELECT FROM"
                        + " pg_catalog.pg_depend d WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::regclass"
                        + " AND d.objid = c.oid AND d.deptype IN ('a', 'i')) AND " + condition + " ORDER BY c.oid",
                row -> Relation.of(row, 1));
    }

    /** The types and functions of a schema. */
    public List<CatalogObject> objectsOf(CatalogObject schema) throws SQLException {
        List<CatalogObject> objects = new ArrayList<>(select(ObjectName.Catalog.TYPE, "n.oid = " + schema.oid()));
        objects.addAll(select(ObjectName.Catalog.FUNCTION, "n.oid = " + schema.oid()));
        return objects;
    }

    /** What goes with something by CASCADE, parts and contents of its own left out. */
    public List<Dependant> dependants(CatalogObject object) throws SQLException {
        return caller.query(Dependant.of(object), Dependant::read);
    }

    /**
     * As {@link Facts#isNew}, of what something takes along.
     *
     * @param otherwise the answer for what is neither of a relation nor a function: it is as new as what it depends on,
     *     since its dependencies never change
     */
    public boolean isNew(Dependant dependant, boolean otherwise) throws SQLException {
        if (dependant.relation() != 0) {
            Optional<Relation> relation =
                    caller
                            .query(Facts.RELATION + "c.oid = " + dependant.relation(), row -> Relation.of(row, 1))
                            .stream()
                            .findFirst();
            return relation.isPresent() && newness.isNew(relation.get());
        }
        if (dependant.function() == 0) {
            return otherwise;
        }
        Optional<CatalogObject> function =
                select(ObjectName.Catalog.FUNCTION, "p.oid = " + dependant.function()).stream()
                        .findFirst();
        return function.isPresent() && newness.isNew(function.get());
    }

    public boolean hasLabel(CatalogObject type, String label) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid = " + type.oid() + " AND enumlabel = "
                                + Quoting.literal(label),
                        row -> true)
                .isEmpty();
    }

    public boolean hasAttribute(CatalogObject type, String attribute) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid"
                                + " WHERE a.attnum > 0 AND NOT a.attisdropped AND t.oid = " + type.oid()
                                + " AND a.attname = " + Quoting.literal(attribute),
                        row -> true)
                .isEmpty();
    }

    /** The tables and materialized views that have a column of a domain, or of a domain over it. */
    public List<Relation> tablesWith(CatalogObject domain) throws SQLException {
        return caller.query(
                "WITH RECURSIVE domains(oid) AS (SELECT " + domain.oid()
                        + "::oid UNION SELECT t.oid FROM domains d JOIN"
                        + " pg_catalog.pg_type t ON t.typbasetype = d.oid AND t.typtype = 'd') " + Facts.RELATION
                        + "c.relkind IN ('r', 'm') AND EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid ="
                        + " c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN (SELECT oid FROM domains))"
                        + " ORDER BY c.oid",
                row -> Relation.of(row, 1));
    }

    /** Whether a role of this name is there, and is not the one that the system itself belongs to. */
    public boolean isRole(String name) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_roles WHERE oid <> 10 AND rolname = " + Quoting.literal(name),
                        row -> true)
                .isEmpty();
    }

    /** Whether another database than this one bears the name. */
    public boolean isOtherDatabase(String name) throws SQLException {
        return !caller.query(
                        "SELECT 1 FROM pg_catalog.pg_database WHERE datname <> pg_catalog.current_database() AND datname"
                                + " = " + Quoting.literal(name),
                        row -> true)
                .isEmpty();
    }
}
