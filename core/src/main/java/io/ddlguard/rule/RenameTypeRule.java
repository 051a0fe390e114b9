package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Columns follow a type to its other name; code that names it does not.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertype.html">ALTER TYPE</a>, <a
 * href="https://www.postgresql.org/docs/current/sql-alterdomain.html">ALTER DOMAIN</a>.
 */
final class RenameTypeRule implements Rule {

    @Override
    public String id() {
        return "rename-type";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.RenameType rename)) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(rename.name()).stream().findFirst();
        if (found.isEmpty() || facts.objects().isNew(found.get())) {
            return Optional.empty();
        }
        CatalogObject type = found.get();
        String to = Quoting.readable(rename.to());
        String attribute = rename.attribute();
        if (attribute == null) {
            return Optional.of(ofType(type, to));
        }
        return facts.objects().hasAttribute(type, attribute)
                ? Optional.of(ofAttribute(type, attribute, to))
                : Optional.empty();
    }

    private Finding ofType(CatalogObject type, String to) {
        String other = type.schema() == null ? to : Quoting.readable(type.schema()) + "." + to;
        return Finding.harmful(
                this,
                type.parts(),
                "rename type " + type + " to " + to,
                "Columns keep it, but code that is still running and names it, in a cast or as a parameter's type, fails"
                        + " with 42704 from the commit on, and code that knows the other name fails until then.",
                """
                A domain gives it the other name as well, and stops nobody:
                    CREATE DOMAIN %2$s AS %1$s;
                """.formatted(type, other));
    }

    private Finding ofAttribute(CatalogObject type, String attribute, String to) {
        return Finding.harmful(
                this,
                type.parts(attribute),
                "rename attribute " + Quoting.readable(attribute) + " of " + type + " to " + to,
                "Code that is still running and names it fails with 42703 from the commit on, and code that knows the"
                        + " other name fails until then.",
                """
                Deploy code that takes the attribute by its place, with a row constructor or from what the driver gives,
                and when no older version runs, allow it by name.""");
    }
}
