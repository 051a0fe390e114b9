package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.catalog.Relation;
import io.ddlguard.change.Change;
import io.ddlguard.change.Removal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What a sequence has counted is lost with it, and who takes a value from it fails.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-dropsequence.html">DROP SEQUENCE</a>.
 */
final class DropSequenceRule implements Rule {

    @Override
    public String id() {
        return "drop-sequence";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof Removal.DropSequence drop)) {
            return Optional.empty();
        }
        Optional<Relation> found =
                facts.relation(drop.relation()).filter(sequence -> sequence.kind() == Relation.Kind.SEQUENCE);
        if (found.isEmpty() || facts.isNew(found.get())) {
            return Optional.empty();
        }
        Relation sequence = found.get();
        return Optional.of(Finding.harmful(
                this,
                List.of(sequence.schema(), sequence.name()),
                "drop sequence " + sequence,
                "The number that it has come to is lost, and code that is still running and takes one from it fails with"
                        + " 42P01 from the commit on."
                        + (drop.cascade() ? " With CASCADE the column defaults that use it go too." : ""),
                """
                Wait until no code that uses it runs any more, then allow it by name. To keep its number elsewhere:
                    SELECT last_value, is_called FROM %1$s;
                """.formatted(sequence)));
    }
}
