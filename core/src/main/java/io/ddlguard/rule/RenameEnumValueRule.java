package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Rows keep a label by its number, so all of them show the other one at once, to code that does not know it.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertype.html">ALTER TYPE</a>.
 */
final class RenameEnumValueRule implements Rule {

    @Override
    public String id() {
        return "rename-enum-value";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.RenameEnumValue rename)) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(rename.name()).stream().findFirst();
        if (found.isEmpty()
                || facts.objects().isNew(found.get())
                || !facts.objects().hasLabel(found.get(), rename.from())) {
            return Optional.empty();
        }
        CatalogObject type = found.get();
        String from = Quoting.literal(rename.from());
        String to = Quoting.literal(rename.to());
        return Optional.of(Finding.harmful(
                this,
                // A label may be of no letters, which no policy can name.
                rename.from().isEmpty() ? type.parts() : type.parts(rename.from()),
                "rename value " + from + " of " + type + " to " + to,
                "Every row that says " + from + " says " + to + " from the commit on. Code that is still running and"
                        + " writes or compares " + from + " fails with 22P02, and what it reads it does not know.",
                """
                Expand and contract, one deploy each:
                    1. ALTER TYPE %1$s ADD VALUE %3$s AFTER %2$s;   -- takes no lock on any table
                    2. code reads both, and writes %3$s
                    3. UPDATE the rows that say %2$s in small batches; that value stays, unused
                """.formatted(type, from, to)));
    }
}
