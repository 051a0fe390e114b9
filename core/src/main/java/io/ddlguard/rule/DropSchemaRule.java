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
 * With CASCADE a schema goes with all that is in it, and with what elsewhere depends on that. Without, the server refuses
 * it unless it is empty.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropschema.html">DROP SCHEMA</a>.
 */
final class DropSchemaRule extends DropObjectRule {

    @Override
    public String id() {
        return "drop-schema";
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.DropSchema drop) || !drop.cascade()) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(drop.name()).stream().findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        CatalogObject schema = found.get();
        SchemaContents contents = SchemaContents.older(schema, facts);
        List<Dependant> elsewhere = older(facts.objects().dependants(schema), contents.isEmpty(), facts);
        return contents.isEmpty() && elsewhere.isEmpty()
                ? Optional.empty()
                : Optional.of(finding(schema, contents, elsewhere));
    }

    private Finding finding(CatalogObject schema, SchemaContents contents, List<Dependant> elsewhere) {
        String inIt = contents.isEmpty()
                ? ""
                : "With CASCADE all that is in it goes: " + contents.described()
                        + ". Code that is still running and names any of it fails from the commit on.";
        String others = elsewhere.isEmpty()
                ? ""
                : " So does what depends on it elsewhere: "
                        + Listed.of(elsewhere.stream().map(Dependant::described).toList()) + ".";
        String locks = contents.tables().isEmpty()
                ? ""
                : " It takes ACCESS EXCLUSIVE on each of these tables and on every table that their foreign keys refer"
                        + " to, until the migration commits.";
        return Finding.harmful(this, schema.parts(), "drop schema " + schema, (inIt + others + locks).strip(), """
                Drop what is in it first, each by its own statement, when no code that uses it runs any more; then the
                schema without CASCADE, which the server refuses while anything is left in it.""");
    }
}
