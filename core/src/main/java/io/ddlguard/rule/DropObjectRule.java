package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Dependant;
import io.ddlguard.catalog.Facts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The drop of something that others are made of. */
abstract class DropObjectRule implements Rule {

    @Override
    public boolean rewrites() {
        return false;
    }

    /**
     * What goes with it, and may be missed; empty where nothing may, the thing itself included, or where the server
     * refuses it because something depends on it and CASCADE is not said.
     */
    static Optional<List<Dependant>> missed(CatalogObject object, boolean cascade, Facts facts) throws SQLException {
        List<Dependant> dependants = facts.objects().dependants(object);
        if (!cascade && !dependants.isEmpty()) {
            return Optional.empty();
        }
        if (!facts.objects().isNew(object)) {
            return Optional.of(dependants);
        }
        List<Dependant> older = older(dependants, true, facts);
        return older.isEmpty() ? Optional.empty() : Optional.of(older);
    }

    static List<Dependant> older(List<Dependant> dependants, boolean ofNew, Facts facts) throws SQLException {
        List<Dependant> older = new ArrayList<>();
        for (Dependant dependant : dependants) {
            if (!facts.objects().isNew(dependant, ofNew)) {
                older.add(dependant);
            }
        }
        return older;
    }

    static String cascading(List<Dependant> dependants) {
        return dependants.isEmpty()
                ? ""
                : " With CASCADE what depends on it goes too: "
                        + Listed.of(
                                dependants.stream().map(Dependant::described).toList())
                        + "."
                        + (dependants.stream().anyMatch(Dependant::column)
                                ? " The values of a column are lost with it."
                                : "")
                        + (dependants.stream().anyMatch(dependant -> dependant.relation() != 0)
                                ? " It takes ACCESS EXCLUSIVE on their tables and views until the migration commits."
                                : "");
    }
}
