package io.ddlguard.plan;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change.CreateIndex;
import io.ddlguard.session.ServerError;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CREATE INDEX without stopping writers: built CONCURRENTLY under a private name, then adopted by a rename in the
 * caller's own transaction, so that a rollback or a crash never leaves a name behind that means something else.
 *
 * <p>A partitioned table cannot be indexed concurrently: the parent's index is made ON ONLY it, each leaf's
 * concurrently, and each is attached; the parent's index becomes valid with the last one. An index that a partition had
 * before is attached in the caller's transaction: there is no way back from ATTACH but a rollback, and a parent's index
 * that is dropped takes it along. See <a
 * href="https://www.postgresql.org/docs/current/ddl-partitioning.html">table partitioning</a>.
 */
public final class ConcurrentIndex {

    private static final long ATTACH_TIMEOUT_MILLIS = 500;

    private final CreateIndex create;
    private final Facts facts;
    private final String privateName;
    private final Set<String> chosen = new HashSet<>();
    private final List<Step> aside = new ArrayList<>();
    private final List<String> attach = new ArrayList<>();
    private final List<String> adopt = new ArrayList<>();
    private final List<Relation> on = new ArrayList<>();

    private ConcurrentIndex(CreateIndex create, Facts facts, String id) {
        this.create = create;
        this.facts = facts;
        this.privateName = IndexName.PRIVATE + id;
    }

    public static Plan of(CreateIndex create, Relation table, Facts facts) throws SQLException {
        return of(create, table, facts, IndexName.privateId());
    }

    /** @param id the digits of the private name */
    public static Plan of(CreateIndex create, Relation table, Facts facts, String id) throws SQLException {
        ConcurrentIndex index = new ConcurrentIndex(create, facts, id);
        String name = create.name() != null ? create.name() : index.choose(table);
        if (table.kind() == Relation.Kind.PARTITIONED_TABLE) {
            index.buildTree(table, index.privateName, name);
        } else {
            index.build(table, index.privateName, name);
        }
        return new Plan(
                index.aside,
                index.adoption(),
                List.of(),
                create.unique() ? duplicates(create, table, name) : List.of(),
                index.on,
                index.privateName,
                name,
                new After.BuildIndex(id, table, name, create.unique(), create.definition()));
    }

    /** For the case that the index can only be built after the commit: a build beside it meets them itself. */
    private static List<BadRows> duplicates(CreateIndex create, Relation table, String name) {
        List<String> columns =
                create.plainColumns().stream().map(Quoting::identifier).toList();
        if (columns.isEmpty()) {
            return List.of();
        }
        String list = String.join(", ", create.plainColumns()).replace("'", "''");
        String query = "SELECT 'Key (" + list + ")=(' || pg_catalog.concat_ws(', ', " + String.join(", ", columns)
                + ") || ') is duplicated.' FROM " + table.rowsSql() + " WHERE "
                + columns.stream().map(column -> column + " IS NOT NULL").collect(Collectors.joining(" AND "))
                + " GROUP BY " + String.join(", ", columns) + " HAVING pg_catalog.count(*) > 1 LIMIT 1";
        return List.of(new BadRows(
                List.of(table),
                query,
                ServerError.of(
                        "23505", "could not create unique index \"" + name + "\"", table.schema(), table.name())));
    }

    private List<String> adoption() {
        if (attach.isEmpty()) {
            return adopt;
        }
        // ATTACH takes ACCESS EXCLUSIVE on the partition's index: while it queues, readers queue behind it.
        long own = facts.context().lockTimeoutMillis();
        List<String> commands = new ArrayList<>();
        commands.add(
                "SET LOCAL lock_timeout = " + (own > 0 ? Math.min(own, ATTACH_TIMEOUT_MILLIS) : ATTACH_TIMEOUT_MILLIS));
        commands.addAll(attach);
        commands.add("SET LOCAL lock_timeout = " + own);
        commands.addAll(adopt);
        return commands;
    }

    private void build(Relation table, String underName, String finalName) {
        on.add(table);
        String index = qualified(table, underName);
        aside.add(new Step(
                create("CONCURRENTLY ", underName, "", table),
                Step.Patience.PATIENT,
                List.of("DROP INDEX CONCURRENTLY IF EXISTS " + index)));
        adopt.add("ALTER INDEX " + index + " RENAME TO " + Quoting.identifier(finalName));
    }

    private void buildTree(Relation parent, String underName, String finalName) throws SQLException {
        on.add(parent);
        String index = qualified(parent, underName);
        aside.add(new Step(
                create("", underName, "ONLY ", parent),
                Step.Patience.POLITE,
                List.of("DROP INDEX IF EXISTS " + index)));
        for (Relation partition : facts.partitionsOf(parent)) {
            // PostgreSQL leaves foreign tables out.
            if (partition.kind().holdsRows()) {
                attachTo(index, partition);
            }
        }
        adopt.add("ALTER INDEX " + index + " RENAME TO " + Quoting.identifier(finalName));
    }

    private void attachTo(String parentIndex, Relation partition) throws SQLException {
        String command = "ALTER INDEX " + parentIndex + " ATTACH PARTITION ";
        for (IndexFacts existing : facts.indexesOf(partition)) {
            if (existing.valid()
                    && !existing.attached()
                    && existing.unique() == create.unique()
                    && comparable(existing.using()).equals(comparable(create.definition()))) {
                attach.add(command + existing.index().sql());
                return;
            }
        }
        String underName = privateName + "_" + on.size();
        if (partition.kind() == Relation.Kind.PARTITIONED_TABLE) {
            buildTree(partition, underName, choose(partition));
        } else {
            build(partition, underName, choose(partition));
        }
        aside.add(new Step(command + qualified(partition, underName), Step.Patience.POLITE, List.of()));
    }

    private String create(String concurrently, String name, String only, Relation table) {
        return "CREATE " + (create.unique() ? "UNIQUE " : "") + "INDEX " + concurrently + Quoting.identifier(name)
                + " ON " + only + table.sql() + create.definition();
    }

    private String choose(Relation table) throws SQLException {
        String name = IndexName.choose(
                table.name(),
                create.columnNames().on(facts.context().version()),
                candidate ->
                        chosen.contains(table.schema() + '.' + candidate) || facts.isTaken(table.schema(), candidate));
        chosen.add(table.schema() + '.' + name);
        return name;
    }

    private static String qualified(Relation table, String name) {
        return Quoting.identifier(table.schema()) + '.' + Quoting.identifier(name);
    }

    /** Good enough to know the same text again; a form that it misses costs an index too many, never one too few. */
    private static String comparable(String definition) {
        String text = definition.strip();
        if (text.indexOf('"') < 0 && text.indexOf('\'') < 0) {
            // What stands in quotes means what it is: case and blanks count in it.
            text = text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        }
        if (text.regionMatches(true, 0, "using", 0, "using".length())) {
            text = text.substring("using".length()).strip();
        }
        return text.startsWith("(") ? "btree" + text : text.replaceFirst("^btree\\s+", "btree");
    }
}
