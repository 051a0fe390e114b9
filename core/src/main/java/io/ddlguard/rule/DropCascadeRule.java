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
 * CASCADE behind the drop of something that is nobody's data takes along what is: the columns of an extension's types.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropextension.html">DROP EXTENSION</a>.
 */
final class DropCascadeRule extends DropObjectRule {

    @Override
    public String id() {
        return "drop-cascade";
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.DropExtension drop) || !drop.cascade()) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(drop.name()).stream().findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CatalogObject extension = found.get();
        return missed(extension, true, facts)
                .filter(dependants -> !dependants.isEmpty())
                .map(dependants -> finding(extension, dependants));
    }

    private Finding finding(CatalogObject extension, List<Dependant> dependants) {
        return Finding.harmful(
                this,
                extension.parts(),
                "drop extension " + extension + " with what depends on it",
                "Code that is still running and uses it fails from the commit on." + cascading(dependants),
                """
                Change or drop what depends on it first, each by its own statement, when no code that uses it runs any
                more; then the extension without CASCADE, which the server refuses while anything is left.""");
    }
}
