package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Dependant;
import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange.DropFunction;
import io.ddlguard.policy.Action;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Code that calls a function fails once it is gone, and CASCADE drops triggers, views and indexes that call it.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropfunction.html">DROP FUNCTION</a>.
 */
final class DropFunctionRule extends DropObjectRule {

    @Override
    public String id() {
        return "drop-function";
    }

    /** Functions are often dropped only to be made anew with other arguments, in the same transaction. */
    @Override
    public Action defaultAction() {
        return Action.WARN;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof DropFunction drop)) {
            return Optional.empty();
        }
        List<CatalogObject> meant = facts.objects().find(drop.name()).stream()
                .filter(function -> isMeant(function, drop))
                .toList();
        if (meant.isEmpty() || drop.arguments() == null && meant.size() > 1) {
            // It is not there, or the server says that the name is not unique.
            return Optional.empty();
        }
        CatalogObject function = meant.get(0);
        Optional<List<Dependant>> missed = missed(function, drop.cascade(), facts);
        return missed.map(dependants -> finding(function, dependants));
    }

    private static boolean isMeant(CatalogObject function, DropFunction drop) {
        boolean kind =
                switch (drop.routine()) {
                    case FUNCTION -> function.kind() == 'f' || function.kind() == 'w';
                    case PROCEDURE -> function.kind() == 'p';
                    case AGGREGATE -> function.kind() == 'a';
                    case ROUTINE -> true;
                };
        return kind && (drop.arguments() == null || drop.arguments().equals(function.argumentTypes()));
    }

    private Finding finding(CatalogObject function, List<Dependant> dependants) {
        String kind =
                switch (function.kind()) {
                    case 'p' -> "procedure";
                    case 'a' -> "aggregate";
                    default -> "function";
                };
        return Finding.harmful(
                this,
                function.parts(),
                "drop " + kind + " " + function,
                "Code that is still running and calls it fails with 42883 from the commit on." + cascading(dependants),
                """
                If it is to do something else, change it in its place, which keeps what depends on it:
                    CREATE OR REPLACE %1$s %2$s … <its new body>;
                If it needs other arguments, make another one beside it, and drop this one when no code that calls it
                runs any more.
                """.formatted(kind.toUpperCase(Locale.ROOT), function));
    }
}
