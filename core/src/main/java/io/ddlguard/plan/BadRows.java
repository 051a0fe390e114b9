package io.ddlguard.plan;

import io.ddlguard.catalog.Relation;
import io.ddlguard.session.ServerError;
import io.ddlguard.sql.Quoting;
import java.util.List;

/**
 * A look at the rows before anything is done: bad data is to fail at the statement, not after the commit.
 *
 * @param reads the tables that it reads
 * @param query answers a row where the data is bad: the detail that the server would give, or null for none
 * @param error what the statement as written would fail with
 */
public record BadRows(List<Relation> reads, String query, ServerError error) {

    public BadRows {
        reads = List.copyOf(reads);
    }

    /** Nulls in a column that is to be NOT NULL. */
    public static BadRows nulls(Relation table, String column) {
        return new BadRows(
                List.of(table),
                "SELECT NULL FROM " + table.rowsSql() + " WHERE " + Quoting.identifier(column) + " IS NULL LIMIT 1",
                ServerError.of(
                                "23502",
                                "column \"" + column + "\" of relation \"" + table.name() + "\" contains null values",
                                table.schema(),
                                table.name())
                        .withColumn(column));
    }
}
