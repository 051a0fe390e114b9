package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange.CheckDomain;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a domain is to say from now on is checked in every table that uses it, and VALIDATE CONSTRAINT locks them no less
 * than ADD does.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-alterdomain.html">ALTER DOMAIN</a>.
 */
final class AddDomainConstraintRule implements Rule {

    @Override
    public String id() {
        return "add-domain-constraint";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof CheckDomain check)) {
            return Optional.empty();
        }
        Optional<CatalogObject> found = facts.objects().find(check.name()).stream()
                .filter(type -> type.kind() == 'd')
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<String> tables = new ArrayList<>();
        for (Relation table : facts.objects().tablesWith(found.get())) {
            if (!facts.isNew(table) && !facts.isSmall(table)) {
                tables.add(table + " (" + facts.size(table) + ")");
            }
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(finding(check.what(), found.get(), tables));
    }

    private Finding finding(CheckDomain.What what, CatalogObject domain, List<String> tables) {
        return Finding.harmful(
                this,
                domain.parts(),
                switch (what) {
                    case ADD_CHECK -> "add a constraint to domain " + domain;
                    case VALIDATE -> "validate a constraint of domain " + domain;
                    case SET_NOT_NULL -> "set domain " + domain + " not null";
                },
                "It takes SHARE on every table with a column of the domain, and reads every row of it: "
                        + Listed.of(tables) + ". Writes of them wait until the migration commits.",
                instead(what, domain));
    }

    private static String instead(CheckDomain.What what, CatalogObject domain) {
        String table = what == CheckDomain.What.SET_NOT_NULL
                ? "ALTER TABLE <table> ALTER COLUMN <column> SET NOT NULL;"
                : "ALTER TABLE <table> ADD CONSTRAINT <its name> CHECK (<condition>);";
        String notValid = what == CheckDomain.What.ADD_CHECK ? """
                Or let the domain check new values only, which reads nothing:
                    ALTER DOMAIN %s ADD CONSTRAINT <its name> CHECK (<condition>) NOT VALID;
                """.formatted(domain) : "";
        return """
                No form of it is cheaper. Say it of each table, which ddlguard does while the application goes on:
                    %s
                """.formatted(table) + notValid + "Or choose a quiet time, and allow it by name.";
    }
}
