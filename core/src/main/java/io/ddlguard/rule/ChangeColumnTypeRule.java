package io.ddlguard.rule;

import io.ddlguard.catalog.Answer;
import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.ColumnChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * ALTER COLUMN … TYPE takes ACCESS EXCLUSIVE, and may write every row and every index anew under it, or only read the
 * rows because of a CHECK, or only build some indexes, or nothing. Which one, the server is asked.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES">ALTER TABLE, Notes</a>.
 */
final class ChangeColumnTypeRule implements Rule {

    @Override
    public String id() {
        return "change-column-type";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ColumnChange.AlterColumnType alter)) {
            return Optional.empty();
        }
        Optional<HotTable> found = HotTable.find(facts, alter.table());
        if (found.isEmpty()
                || found.get().isSmallWithHeirs(facts)
                || !facts.columns().has(found.get().relation(), alter.column())
                || facts.oracle().isTypeFixed(found.get().relation(), alter.column())) {
            return Optional.empty();
        }
        HotTable table = found.get();
        Answer answer = answer(facts, table.relation(), alter);
        if (answer instanceof Answer.Refused || answer instanceof Answer.Work work && work.isNone()) {
            return Optional.empty();
        }
        return Optional.of(Finding.harmful(
                this,
                table.object(alter.column()),
                "change the type of " + table.relation() + "." + Quoting.readable(alter.column()) + " to "
                        + alter.type(),
                harm(described(facts, table), answer),
                instead(table.relation(), alter, answer)));
    }

    private static Answer answer(Facts facts, Relation table, ColumnChange.AlterColumnType alter) throws SQLException {
        Answer alone = facts.oracle().ask(table, alter.text());
        // With DROP DEFAULT before it, what is refused alone may succeed.
        return alone instanceof Answer.Refused && !alter.commands().equals(alter.text())
                ? facts.oracle().ask(table, alter.commands())
                : alone;
    }

    private static String described(Facts facts, HotTable table) throws SQLException {
        boolean inherited = table.relation().kind() == Relation.Kind.TABLE
                && !facts.partitionsOf(table.relation()).isEmpty();
        return table.described() + (inherited ? " and the tables that inherit from it" : "");
    }

    private static String harm(String table, Answer answer) {
        if (answer instanceof Answer.Unknown unknown) {
            return "It takes ACCESS EXCLUSIVE on " + table
                    + ". A change of type may write the table and its"
                    + " indexes anew under it, while reads and writes wait; whether this one does, the server could not"
                    + " be asked, because " + unknown.why() + ".";
        }
        Answer.Work work = (Answer.Work) answer;
        return "It takes ACCESS EXCLUSIVE on " + table
                + (work.alsoLocked().isEmpty()
                        ? ""
                        : " and, because of foreign keys, on " + Listed.of(work.alsoLocked()))
                + ", and under it " + done(work) + ": reads and writes wait until it is done.";
    }

    private static String done(Answer.Work work) {
        List<String> done = new ArrayList<>();
        String indexes = (work.indexes().size() == 1 ? "the index " : "the indexes ") + Listed.of(work.indexes());
        if (work.rewrites()) {
            done.add("writes every row" + (work.indexes().isEmpty() ? "" : " and " + indexes) + " anew");
        } else if (!work.indexes().isEmpty()) {
            done.add("builds " + indexes + " anew");
        }
        if (work.scans()) {
            List<String> checks = work.checks().stream().map(Answer.Check::name).toList();
            done.add("checks every row" + (checks.isEmpty() ? "" : " against " + Listed.of(checks)));
        }
        if (!work.foreignKeys().isEmpty()) {
            done.add("looks up every row of the foreign " + (work.foreignKeys().size() == 1 ? "key " : "keys ")
                    + Listed.of(work.foreignKeys()));
        }
        return String.join(", ", done);
    }

    private static String instead(Relation table, ColumnChange.AlterColumnType alter, Answer answer) {
        boolean onlyScans = answer instanceof Answer.Work work
                && !work.rewrites()
                && work.indexes().isEmpty()
                && work.foreignKeys().isEmpty()
                && !work.checks().isEmpty();
        return onlyScans ? withoutTheChecks(table, alter, (Answer.Work) answer) : newColumn(table, alter);
    }

    private static String withoutTheChecks(Relation table, ColumnChange.AlterColumnType alter, Answer.Work work) {
        StringBuilder first = new StringBuilder();
        StringBuilder last = new StringBuilder();
        StringBuilder later = new StringBuilder();
        for (Answer.Check check : work.checks()) {
            first.append("DROP CONSTRAINT ").append(check.name()).append(", ");
            last.append(", ADD CONSTRAINT ")
                    .append(check.name())
                    .append(' ')
                    .append(check.definition())
                    .append(" NOT VALID");
            later.append("    ALTER TABLE ")
                    .append(table)
                    .append(" VALIDATE CONSTRAINT ")
                    .append(check.name())
                    .append(";   -- the scan locks nobody out\n");
        }
        return """
                In two migrations, so that the lock of the first does not last through the scan of the second:
                    ALTER TABLE %1$s %2$s%3$s%4$s;
                %5$s""".formatted(table, first, alter.text(), last, later);
    }

    private static String newColumn(Relation table, ColumnChange.AlterColumnType alter) {
        String column = Quoting.readable(alter.column());
        String next = Quoting.readable(alter.column() + "_new");
        String helper = Quoting.readable(table.name() + "_" + alter.column() + "_new");
        String value = alter.using() == null ? column : "(" + alter.using() + ")";
        String assignment = alter.using() == null
                ? "NEW." + next + " := NEW." + column
                : "SELECT " + value + " INTO NEW." + next + " FROM (SELECT NEW.*) AS " + Quoting.readable(table.name());
        return """
                With a new column that takes the place of the old one, each step in a migration of its own:
                    ALTER TABLE %1$s ADD COLUMN %3$s %6$s;
                    CREATE FUNCTION %8$s.%4$s() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %7$s; RETURN NEW; END$$;
                    CREATE TRIGGER %4$s BEFORE INSERT OR UPDATE ON %1$s FOR EACH ROW EXECUTE FUNCTION %8$s.%4$s();   -- both are written
                    UPDATE %1$s SET %3$s = %5$s WHERE %3$s IS NULL AND %2$s IS NOT NULL;   -- in small batches; then indexes, constraints and default as of %2$s
                    BEGIN;   -- the swap, allowed by name: rename-column
                    ALTER TABLE %1$s RENAME COLUMN %2$s TO %9$s;
                    ALTER TABLE %1$s RENAME COLUMN %3$s TO %2$s;
                    DROP TRIGGER %4$s ON %1$s;
                    COMMIT;
                    DROP FUNCTION %8$s.%4$s();   -- and later the column %9$s, allowed by name: drop-column
                """.formatted(
                        table,
                        column,
                        next,
                        helper,
                        value,
                        alter.type(),
                        assignment,
                        Quoting.readable(table.schema()),
                        Quoting.readable(alter.column() + "_old"));
    }
}
