package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.IndexFacts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Maintenance;
import io.ddlguard.change.RelationName;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * SET TABLESPACE copies the files of a table or an index under ACCESS EXCLUSIVE on it. A query plans with every index of
 * its tables, so that of an index stops the readers of its table too.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-TABLESPACE">ALTER
 * TABLE, SET TABLESPACE</a>.
 */
final class SetTablespaceRule implements Rule {

    private static final int REINDEX_TABLESPACE = 140000;

    @Override
    public String id() {
        return "set-tablespace";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Maintenance.SetTablespace set)
                || !facts.storage().isTablespace(set.tablespace())) {
            return Optional.empty();
        }
        Optional<IndexFacts> index = facts.index(set.kept());
        Optional<HotTable> found = HotTable.find(
                facts,
                index.map(IndexFacts::table)
                        .map(table -> new RelationName(table.schema(), table.name()))
                        .orElse(set.kept()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Relation moved = index.map(IndexFacts::index).orElse(found.get().relation());
        // What is partitioned has no files: for it, it is a default.
        if (moved.kind() == Relation.Kind.PARTITIONED_TABLE
                || moved.kind() == Relation.Kind.PARTITIONED_INDEX
                || facts.isNew(moved)
                || facts.isSmall(found.get().relation())
                || facts.storage().of(moved).tablespace().equals(set.tablespace())) {
            return Optional.empty();
        }
        String space = Quoting.readable(set.tablespace());
        return Optional.of(Finding.harmful(
                this,
                List.of(moved.schema(), moved.name()),
                "move " + moved + " to tablespace " + space,
                index.isEmpty()
                        ? found.get().stoppedWhile("copies its files")
                        : "It takes ACCESS EXCLUSIVE on the index and copies its files under it: who reads or writes "
                                + found.get().described() + " waits until it is done, whichever index a query uses.",
                instead(moved, space, facts)));
    }

    private static String instead(Relation moved, String space, Facts facts) {
        if (moved.kind() == Relation.Kind.TABLE) {
            return Instead.anotherTable(moved, "", " TABLESPACE " + space);
        }
        if (moved.kind() == Relation.Kind.MATERIALIZED_VIEW) {
            return """
                    Make another one there, and let code change over to it:
                        CREATE MATERIALIZED VIEW <another name> TABLESPACE %2$s AS <the query of %1$s>;
                    Or choose a quiet time, and allow it by name.
                    """.formatted(moved, space);
        }
        return facts.context().version() >= REINDEX_TABLESPACE
                ? Instead.outsideATransaction(List.of("REINDEX (TABLESPACE " + space + ") INDEX CONCURRENTLY " + moved))
                : "CREATE INDEX CONCURRENTLY … TABLESPACE " + space
                        + " under another name, then DROP INDEX CONCURRENTLY " + moved + ".";
    }
}
