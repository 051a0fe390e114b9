package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Size;
import io.ddlguard.change.ObjectName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a schema or a role has that running code may know.
 *
 * @param sizes of the tables, in their order
 */
record SchemaContents(List<Relation> tables, List<Size> sizes, List<Relation> others, List<CatalogObject> objects) {

    /** Of a schema, without what the deploy job has made. */
    static SchemaContents older(CatalogObject schema, Facts facts) throws SQLException {
        List<Relation> relations = new ArrayList<>();
        for (Relation relation : facts.objects().relationsOf(schema)) {
            if (!facts.isNew(relation)) {
                relations.add(relation);
            }
        }
        List<CatalogObject> objects = new ArrayList<>();
        for (CatalogObject object : facts.objects().objectsOf(schema)) {
            if (!facts.objects().isNew(object)) {
                objects.add(object);
            }
        }
        return of(relations, objects, facts);
    }

    /** Of a role. */
    static SchemaContents ownedBy(String role, Facts facts) throws SQLException {
        return of(facts.objects().ownedBy(role), List.of(), facts);
    }

    private static SchemaContents of(List<Relation> relations, List<CatalogObject> objects, Facts facts)
            throws SQLException {
        List<Relation> tables = relations.stream()
                .filter(relation -> relation.kind().holdsRows() || relation.kind() == Relation.Kind.OTHER)
                .toList();
        List<Size> sizes = new ArrayList<>();
        for (Relation table : tables) {
            // The rows of a partitioned one are its partitions'.
            if (table.kind() == Relation.Kind.TABLE || table.kind() == Relation.Kind.MATERIALIZED_VIEW) {
                sizes.add(facts.size(table));
            }
        }
        List<Relation> others = relations.stream()
                .filter(relation -> !tables.contains(relation))
                .toList();
        return new SchemaContents(tables, sizes, others, objects);
    }

    boolean isEmpty() {
        return tables.isEmpty() && others.isEmpty() && objects.isEmpty();
    }

    /** A table or a view, if there is one. */
    @Nullable
    Relation firstReadable() {
        return tables.stream()
                .findFirst()
                .or(() -> others.stream()
                        .filter(relation -> relation.kind() == Relation.Kind.VIEW)
                        .findFirst())
                .orElse(null);
    }

    /** As in {@code 3 tables (about 2,000,000 rows, 245 MB): app.a, app.b, app.c; 1 view, 2 functions}. */
    String described() {
        List<String> parts = new ArrayList<>();
        if (!tables.isEmpty()) {
            parts.add(Listed.counted(tables.size(), "table", "tables") + " (" + Size.sum(sizes) + "): "
                    + Listed.of(tables));
        }
        List<String> counts = new ArrayList<>();
        count(counts, others, relation -> relation.kind() == Relation.Kind.VIEW, "view", "views");
        count(counts, others, relation -> relation.kind() == Relation.Kind.SEQUENCE, "sequence", "sequences");
        count(counts, objects, object -> object.catalog() == ObjectName.Catalog.TYPE, "type", "types");
        count(counts, objects, object -> object.catalog() == ObjectName.Catalog.FUNCTION, "function", "functions");
        if (!counts.isEmpty()) {
            parts.add(String.join(", ", counts));
        }
        return String.join("; ", parts);
    }

    private static <T> void count(List<String> counts, List<T> things, Predicate<T> which, String one, String many) {
        long count = things.stream().filter(which).count();
        if (count > 0) {
            counts.add(Listed.counted(count, one, many));
        }
    }
}
