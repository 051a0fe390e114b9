package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.AddedKey;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.change.ConstraintChange;
import io.ddlguard.plan.ConcurrentKey;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A constraint whose unique index is built under ACCESS EXCLUSIVE: what UNIQUE and PRIMARY KEY have in common. */
abstract class AddKeyRule implements Rule {

    private static final int WITHOUT_OVERLAPS = 180000;

    @Override
    public boolean rewrites() {
        return true;
    }

    abstract AddedKey.Kind kind();

    /** In words, with its article. */
    abstract String what();

    /** What more there is to say of a key whose columns are there and left alone; the server's own errors are not. */
    abstract Optional<Finding> look(AddedKey key, HotTable table, Facts facts) throws SQLException;

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ConstraintChange.AddKey add) || add.key().kind() != kind()) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, add.table());
        if (found.isEmpty()
                || found.get().relation().kind() == Relation.Kind.MATERIALIZED_VIEW
                || facts.isSmall(found.get().relation())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        AddedKey key = add.key();
        if (key.only() && isPartitioned(table.relation())) {
            // No build, and the lock is the parent's alone.
            return Optional.empty();
        }
        if (key.index() != null) {
            return look(key, table, facts);
        }
        return key.column() != null ? inAColumn(key, key.column(), table, facts) : ofColumns(key, table, facts);
    }

    private Optional<Finding> inAColumn(AddedKey key, ColumnChange.AddColumn column, HotTable table, Facts facts)
            throws SQLException {
        if (facts.columns().has(table.relation(), column.column()) || column.notNull() && !column.isFilled()) {
            // With IF NOT EXISTS nothing is done; without, and without a value for the rows, it fails.
            return Optional.empty();
        }
        return Optional.of(notRewritten(
                key,
                table,
                "the column is not there before the statement has run, and its index cannot be built beside the"
                        + " statement that makes it",
                inAColumn(key, column, table.relation(), facts)));
    }

    private Optional<Finding> ofColumns(AddedKey key, HotTable table, Facts facts) throws SQLException {
        Relation relation = table.relation();
        List<String> columns = new ArrayList<>(key.columns());
        columns.addAll(key.including());
        if (new HashSet<>(key.columns()).size() < key.columns().size()
                || isPartitioned(relation) && !facts.keys().holdsThePartitionKey(relation, key.columns())) {
            // Errors of the server's, which come before the build.
            return Optional.empty();
        }
        if (!facts.oracle().isChangedBefore(relation) && isMissing(columns, key, relation, facts)) {
            return Optional.empty();
        }
        Optional<String> touched =
                columns.stream().filter(key.touched()::contains).findFirst();
        if (touched.isPresent()) {
            return Optional.of(notRewritten(
                    key,
                    table,
                    "another command of the same statement makes or changes column " + Quoting.readable(touched.get())
                            + ", which a build outside it would not see",
                    instead(key, relation, "<the other commands of the statement>", List.of(), facts)));
        }
        if (key.definition().isEmpty() && facts.context().version() < WITHOUT_OVERLAPS) {
            return Optional.empty();
        }
        if (key.definition().isEmpty()) {
            return Optional.of(notRewritten(
                    key,
                    table,
                    "WITHOUT OVERLAPS needs a GiST index, and USING INDEX takes none that was built before",
                    Instead.aTableThatHasIt(relation, key.text())));
        }
        return look(key, table, facts);
    }

    /** One that the same statement makes is not. */
    private static boolean isMissing(List<String> columns, AddedKey key, Relation table, Facts facts)
            throws SQLException {
        for (String column : columns) {
            if (!key.touched().contains(column) && !facts.columns().has(table, column)) {
                return true;
            }
        }
        return false;
    }

    /** The index is built beside the statement, which then takes it for the constraint's. */
    final Optional<Finding> rewritten(AddedKey key, HotTable table, List<String> nullable, Facts facts)
            throws SQLException {
        Relation relation = table.relation();
        if (isPartitioned(relation)) {
            Optional<Relation> own = leafWithOwnKey(key, relation, facts);
            if (own.isPresent()) {
                return Optional.of(notRewritten(
                        key,
                        table,
                        "partition " + own.get() + " has a key over the same columns already, and whether PostgreSQL"
                                + " would take it is not known",
                        ofPartitions(key, relation)));
            }
        }
        return Optional.of(Finding.rewritten(
                this,
                table.object(),
                doing(table),
                harm(table),
                instead(key, relation, "", nullable, facts),
                ConcurrentKey.of(key, relation, nullable, facts)));
    }

    final Finding notRewritten(AddedKey key, HotTable table, String noPlan, String instead) {
        return Finding.notRewritten(
                this,
                table.object(),
                doing(table),
                key.index() == null ? harm(table) : table.stoppedWhile("reads every row"),
                noPlan,
                instead);
    }

    private String doing(HotTable table) {
        return "add " + what() + " to " + table.relation();
    }

    private static String harm(HotTable table) {
        return "It takes ACCESS EXCLUSIVE on " + table.described() + " and builds an index under it: reads and writes"
                + " wait until it is built.";
    }

    private static String inAColumn(AddedKey key, ColumnChange.AddColumn column, Relation table, Facts facts)
            throws SQLException {
        if (!column.isFilled()) {
            return instead(key, table, key.text(), List.of(), facts);
        }
        return """
                In steps, each in a migration of its own; a default that is there from the start may rewrite the table:
                    ALTER TABLE %1$s ADD COLUMN %2$s <type>;
                    ALTER TABLE %1$s ALTER COLUMN %2$s SET DEFAULT <default>;
                    UPDATE %1$s SET %2$s = <value> WHERE %2$s IS NULL;   -- in small batches
                    ALTER TABLE %1$s ADD %3$s (%2$s)%4$s;   -- ddlguard builds its index beside it
                """.formatted(table, Quoting.readable(column.column()), key.kind(), key.attributes());
    }

    /**
     * The same in steps.
     *
     * @param first what comes before, of the same ALTER TABLE; empty for nothing
     * @param nullable as of {@link ConcurrentKey#of}
     */
    private static String instead(AddedKey key, Relation table, String first, List<String> nullable, Facts facts)
            throws SQLException {
        String alter = "ALTER TABLE " + table + " ";
        String columns = key.columns().stream().map(Quoting::readable).collect(Collectors.joining(", ", " (", ")"));
        if (isPartitioned(table)) {
            String command = key.column() == null ? key.text() : "ADD " + key.kind() + columns + key.attributes();
            return "In a migration of its own, in which ddlguard builds it partition by partition:\n"
                    + (first.isEmpty() ? "" : "    " + alter + first + ";   -- a migration earlier\n")
                    + "    " + alter + command + ";";
        }
        List<String> commands = new ArrayList<>();
        if (!first.isEmpty()) {
            commands.add(alter + first);
        }
        String name = Quoting.readable(ConcurrentKey.name(key, table, facts));
        String check = Quoting.readable(table.name() + "_not_null");
        if (!nullable.isEmpty()) {
            commands.add(nullable.stream()
                    .map(column -> Quoting.readable(column) + " IS NOT NULL")
                    .collect(Collectors.joining(
                            " AND ", alter + "ADD CONSTRAINT " + check + " CHECK (", ") NOT VALID")));
            commands.add(alter + "VALIDATE CONSTRAINT " + check);
        }
        commands.add("CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " + table
                + (key.definition().isEmpty() ? columns : key.definition()));
        commands.add(alter + "ADD CONSTRAINT " + name + " " + key.kind() + " USING INDEX " + name + key.attributes());
        if (!nullable.isEmpty()) {
            commands.add(alter + "DROP CONSTRAINT " + check);
        }
        return Instead.outsideATransaction(commands);
    }

    static String ofPartitions(AddedKey key, Relation table) {
        return """
                The parent first, without its partitions, and then each of those:
                    ALTER TABLE ONLY %1$s %2$s;
                    CREATE UNIQUE INDEX CONCURRENTLY <name> ON <partition>%3$s;   -- outside a transaction
                    ALTER TABLE <partition> ADD %4$s USING INDEX <name>;
                    ALTER INDEX <the parent's> ATTACH PARTITION <name>;
                """.formatted(table, key.text(), key.definition(), key.kind());
    }

    private static Optional<Relation> leafWithOwnKey(AddedKey key, Relation parent, Facts facts) throws SQLException {
        for (Relation partition : facts.partitionsOf(parent)) {
            if (facts.keys().hasOwnKey(partition, key.columns())) {
                return Optional.of(partition);
            }
            Optional<Relation> below =
                    isPartitioned(partition) ? leafWithOwnKey(key, partition, facts) : Optional.empty();
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    static boolean isPartitioned(Relation relation) {
        return relation.kind() == Relation.Kind.PARTITIONED_TABLE;
    }
}
