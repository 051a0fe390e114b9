package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import io.ddlguard.change.ObjectChange;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * DROP OWNED takes away all that a role has in the database, whatever it is, and what it has been granted.
 *
 * <p><a href="https://www.postgresql.org/docs/current/sql-drop-owned.html">DROP OWNED</a>.
 */
final class DropOwnedRule implements Rule {

    @Override
    public String id() {
        return "drop-owned";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) throws SQLException {
        if (!(change instanceof ObjectChange.DropOwned drop)) {
            return Optional.empty();
        }
        String role = role(drop, facts);
        return facts.objects().isRole(role)
                ? Optional.of(finding(role, SchemaContents.ownedBy(role, facts)))
                : Optional.empty();
    }

    private static String role(ObjectChange.DropOwned drop, Facts facts) {
        if (drop.role() != null) {
            return drop.role();
        }
        String current = facts.context().role();
        return drop.session() || current.equals("none") ? facts.context().sessionUser() : current;
    }

    private Finding finding(String role, SchemaContents contents) {
        String name = Quoting.readable(role);
        String all = contents.isEmpty() ? "" : ", among it " + contents.described();
        return Finding.harmful(
                this,
                List.of(role),
                "drop what is owned by " + name,
                "All that " + name + " owns in this database goes" + all
                        + ", and every privilege that it has been granted" + " here: what runs as " + name
                        + " fails with 42501 from the commit on.",
                """
                If the role is to go, give what it owns to another one first:
                    REASSIGN OWNED BY %1$s TO <another role>;
                What DROP OWNED then takes away is its privileges: allow it by name when nothing runs as it any more.
                """.formatted(name));
    }
}
