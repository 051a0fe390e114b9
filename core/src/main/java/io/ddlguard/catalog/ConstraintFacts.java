package io.ddlguard.catalog;

import io.ddlguard.session.Queries;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A row of {@code pg_constraint}.
 *
 * @param type {@code contype}: p for a primary key, u for UNIQUE, x for an exclusion constraint, f, c, n
 * @param definition as the server writes it: {@code UNIQUE (email)}
 * @param referencing the foreign keys of other tables that need it, each behind its table as the search path has it: {@code
 *     orders.orders_user_id_fkey}
 */
public record ConstraintFacts(char type, String definition, List<String> referencing) {

    static Optional<ConstraintFacts> find(Queries caller, Relation table, String name) throws SQLException {
        return caller
                .query(
                        "SELECT c.contype, pg_catalog.pg_get_constraintdef(c.oid), ARRAY(SELECT"
                                + " f.conrelid::pg_catalog.regclass || '.' || pg_catalog.quote_ident(f.conname) FROM"
                                + " pg_catalog.pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid AND"
                                + " f.confrelid = c.conrelid ORDER BY f.oid)::text[] FROM pg_catalog.pg_constraint c"
                                + " WHERE c.conrelid = " + table.oid() + " AND c.conname = "
                                + Quoting.literal(name),
                        row -> new ConstraintFacts(row.getString(1).charAt(0), row.getString(2), List.of((String[])
                                row.getArray(3).getArray())))
                .stream()
                .findFirst();
    }
}
