package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Dependant;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Code that names a type fails once it is gone, and CASCADE drops the columns that have it, with their values.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-droptype.html">DROP TYPE</a>, <a
 * href="https://www.postgresql.org/docs/current/sql-dropdomain.html">DROP DOMAIN</a>.
 */
final class DropTypeRule extends DropObjectRule {

    @Override
    public String id() {
        return "drop-type";
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.DropType drop)) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(drop.name()).stream().findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CatalogObject type = found.get();
        Optional<List<Dependant>> missed = missed(type, drop.cascade(), facts);
        return missed.map(dependants -> finding(type, dependants));
    }

    private Finding finding(CatalogObject type, List<Dependant> dependants) {
        return Finding.harmful(
                this,
                type.parts(),
                "drop type " + type,
                "Code that is still running and names it, in a cast or as a parameter's type, fails with 42704 from the"
                        + " commit on." + cascading(dependants),
                dependants.isEmpty() ? "Wait until no code that names it runs any more, then allow it by name." : """
                        Drop what depends on it first, each by its own statement, when no code that uses it runs any
                        more; then the type without CASCADE, which the server refuses while anything is left.""");
    }
}
