package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.catalog.Size;
import io.ddlguard.change.RelationName;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A table that running code may know: it is older than this deploy job. */
record HotTable(Relation relation, Size size) {

    /** The histories and locks of the migration tools are theirs to change. */
    private static final Set<String> TOOLS =
            Set.of("flyway_schema_history", "schema_version", "databasechangelog", "databasechangeloglock");

    static Optional<HotTable> find(Facts facts, RelationName name) throws SQLException {
        Optional<Relation> relation = facts.relation(name);
        if (relation.isEmpty()
                || !relation.get().kind().holdsRows()
                || TOOLS.contains(relation.get().name().toLowerCase(Locale.ROOT))
                || facts.isNew(relation.get())) {
            return Optional.empty();
        }
        return Optional.of(new HotTable(relation.get(), facts.size(relation.get())));
    }

    /** Whether it is small, and so is every table that inherits from it, whose rows are changed along with its own. */
    boolean isSmallWithHeirs(Facts facts) throws SQLException {
        return isSmallWithHeirs(facts, relation);
    }

    private static boolean isSmallWithHeirs(Facts facts, Relation table) throws SQLException {
        boolean small = facts.isSmall(table);
        if (small && table.kind() == Relation.Kind.TABLE) {
            for (Relation heir : facts.partitionsOf(table)) {
                small &= isSmallWithHeirs(facts, heir);
            }
        }
        return small;
    }

    List<String> object() {
        return List.of(relation.schema(), relation.name());
    }

    List<String> object(String part) {
        return List.of(relation.schema(), relation.name(), part);
    }

    /**
     * The harm of what needs the table for itself as long as it works.
     *
     * @param work as in {@code reads every row}
     */
    String stoppedWhile(String work) {
        return "It takes ACCESS EXCLUSIVE on " + described() + " and " + work
                + " under it: reads and writes wait until it is done.";
    }

    /** As in {@code public.users (about 2,000,000 rows, 245 MB)}. */
    String described() {
        return relation + " (" + size + ")";
    }
}
