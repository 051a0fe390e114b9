package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.ConstraintChange.AddConstraint;
import io.ddlguard.plan.BadRows;
import io.ddlguard.plan.IndexName;
import io.ddlguard.session.ServerError;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables, which stops every writer of either while the rows are
 * checked. NOT VALID takes it for a moment, and VALIDATE stops nobody.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES">ALTER TABLE, Notes</a>.
 */
final class AddForeignKeyRule extends AddConstraintRule {

    private static final int NOT_VALID_ON_PARTITIONED = 180000;

    @Override
    public String id() {
        return "add-foreign-key";
    }

    @Override
    boolean minds(AddConstraint add) {
        return add.referenced() != null;
    }

    @Override
    String doing(AddConstraint add, HotTable table) {
        return "add a foreign key to " + table.relation();
    }

    @Override
    String harm(AddConstraint add, HotTable table, Facts facts) throws SQLException {
        String referenced = facts.relation(Objects.requireNonNull(add.referenced()))
                .map(relation -> " and on " + relation)
                .orElse("");
        return "It takes SHARE ROW EXCLUSIVE on " + table.described() + referenced
                + ": writes wait until every row is checked.";
    }

    @Override
    Optional<String> noPlan(HotTable table, Facts facts) {
        return table.relation().kind() == Relation.Kind.PARTITIONED_TABLE
                        && facts.context().version() < NOT_VALID_ON_PARTITIONED
                ? Optional.of("before PostgreSQL 18 a foreign key of a partitioned table cannot be NOT VALID")
                : Optional.empty();
    }

    @Override
    @Nullable
    BadRows badRows(AddConstraint add, Relation table, Facts facts) throws SQLException {
        Optional<Relation> referenced = facts.relation(Objects.requireNonNull(add.referenced()));
        if (referenced.isEmpty()) {
            return null;
        }
        List<String> keys = add.referencedColumns().isEmpty()
                ? facts.keys().columnsOfPrimaryKey(referenced.get())
                : add.referencedColumns();
        List<String> columns = add.columns();
        if (columns.size() != keys.size()) {
            // One with PERIOD, or one that the server refuses.
            return null;
        }
        String filled = columns.stream()
                .map(column -> "x." + Quoting.identifier(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        String same = IntStream.range(0, columns.size())
                .mapToObj(i -> "y." + Quoting.identifier(keys.get(i)) + " = x." + Quoting.identifier(columns.get(i)))
                .collect(Collectors.joining(" AND "));
        String name = add.name() == null ? chosenName(add, table, facts) : add.name();
        String detail = "'Key (" + String.join(", ", columns).replace("'", "''") + ")=(' || pg_catalog.concat_ws(', ', "
                + columns.stream()
                        .map(column -> "x." + Quoting.identifier(column))
                        .collect(Collectors.joining(", "))
                + ") || ') is not present in table \"" + referenced.get().name().replace("'", "''") + "\".'";
        return new BadRows(
                List.of(table, referenced.get()),
                "SELECT " + detail + " FROM " + table.rowsSql() + " x WHERE " + filled + " AND NOT EXISTS (SELECT FROM "
                        + referenced.get().rowsSql() + " y WHERE " + same + ") AND "
                        + isFree(add, table) + " AND " + isKey(referenced.get(), keys) + " LIMIT 1",
                ServerError.of(
                                "23503",
                                "insert or update on table \"" + table.name() + "\" violates foreign key constraint \""
                                        + name + "\"",
                                table.schema(),
                                table.name())
                        .withConstraint(name));
    }

    /** A condition of a query: to other columns no foreign key can refer, and the server says so. */
    private static String isKey(Relation referenced, List<String> columns) {
        String sorted = columns.stream().sorted().map(Quoting::literal).collect(Collectors.joining(", "));
        return "EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = " + referenced.oid()
                + " AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND ARRAY[" + sorted
                + "]::text[] = ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid"
                + " AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) ORDER BY a.attname::text COLLATE \"C\"))";
    }

    /** As PostgreSQL chooses it, and free among the constraints of the table's schema. */
    private static String chosenName(AddConstraint add, Relation table, Facts facts) throws SQLException {
        return IndexName.choose(table.name(), add.columns(), "fkey", name -> facts.hasConstraint(table.schema(), name));
    }
}
