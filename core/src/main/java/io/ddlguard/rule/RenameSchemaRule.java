package io.ddlguard.rule;

import io.ddlguard.catalog.CatalogObject;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Code that names a schema, or has it in its search path, finds nothing of it once it is called otherwise.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-alterschema.html">ALTER SCHEMA</a>.
 */
final class RenameSchemaRule implements Rule {

    @Override
    public String id() {
        return "rename-schema";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.RenameSchema rename)) {
            return Optional.empty();
        }
        Optional<CatalogObject> found =
                facts.objects().find(rename.name()).stream().findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SchemaContents contents = SchemaContents.older(found.get(), facts);
        return contents.isEmpty() ? Optional.empty() : Optional.of(finding(found.get(), contents, rename.to()));
    }

    private Finding finding(CatalogObject schema, SchemaContents contents, String newName) {
        String to = Quoting.readable(newName);
        Relation table = contents.firstReadable();
        String views = table == null ? "" : """
                Give what is in it to the other name step by step, with views that read and write it there:
                    CREATE SCHEMA %1$s;
                    CREATE VIEW %1$s.%3$s AS SELECT * FROM %2$s.%3$s;   -- for each table
                """.formatted(to, schema, Quoting.readable(table.name()));
        return Finding.harmful(
                this,
                schema.parts(),
                "rename schema " + schema + " to " + to,
                "It holds " + contents.described()
                        + ". Code that is still running and names the schema, or has it in its"
                        + " search path, fails with 42P01 or 3F000 from the commit on, and code that knows the other name"
                        + " fails until then.",
                views
                        + "Deploy code that uses the other name, and when no older version runs, allow the last step by"
                        + " name.");
    }
}
