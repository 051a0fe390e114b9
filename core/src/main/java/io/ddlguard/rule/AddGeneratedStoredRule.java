package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.ColumnChange.AddColumn;

/**
 * A stored generated column is computed for each row that is there, and written. A virtual one, from PostgreSQL 18 on,
 * is computed when it is read.
 *
 * <p><a href="https://www.postgresql.org/docs/current/ddl-generated-columns.html">Generated Columns</a>.
 */
final class AddGeneratedStoredRule extends AddFilledColumnRule {

    private static final int VIRTUAL = 180000;

    AddGeneratedStoredRule() {
        super(AddColumn.Filled.STORED);
    }

    @Override
    public String id() {
        return "add-generated-stored";
    }

    @Override
    String kind() {
        return "stored generated";
    }

    @Override
    String instead(AddColumn add, HotTable table, String column, Facts facts) {
        String virtual = facts.context().version() >= VIRTUAL ? """
                If it need not be indexed, let it be computed when it is read, which costs nothing now:
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s GENERATED ALWAYS AS (<the expression>) VIRTUAL;
                Or keep it up to date yourself, in steps, each in a migration of its own:
                """ : """
                Keep it up to date yourself, in steps, each in a migration of its own:
                """;
        return (virtual + """
                    ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
                    CREATE TRIGGER <name> BEFORE INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION <sets it>();
                    UPDATE %1$s SET %2$s = <the expression> WHERE %2$s IS NULL AND <a few thousand rows>;   -- until none is left
                Or let a query or an index compute it: CREATE INDEX … ON %1$s ((<the expression>)).
                """).formatted(table.relation(), column, add.type());
    }
}
