package io.ddlguard.journal;

import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import io.ddlguard.report.Reporter;
import io.ddlguard.sql.Quoting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The table itself: made when it is first needed, and used only where it can be trusted.
 *
 * <p>Whoever owns a table can give it a trigger that runs as whoever writes to it, and can write rows in another's
 * name. So the owner has to be the role itself, a superuser, or a role that may become this one anyway. Row-level
 * security keeps other writers to rows of their own.
 */
final class JournalTable {

    private static final int TRIES = 5;

    private static final String LOOK = "SELECT pg_catalog.pg_get_userbyid(c.relowner),"
            + " c.relowner = me.oid OR pg_catalog.pg_has_role(c.relowner, me.oid, 'MEMBER')"
            + " OR coalesce((SELECT rolsuper FROM pg_catalog.pg_roles WHERE oid = c.relowner), false),"
            + " pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
            + " AND pg_catalog.has_table_privilege(c.oid, 'SELECT')"
            + " AND pg_catalog.has_table_privilege(c.oid, 'INSERT')"
            + " AND pg_catalog.has_table_privilege(c.oid, 'UPDATE')"
            + " AND pg_catalog.has_table_privilege(c.oid, 'DELETE'),"
            + " c.relkind = 'r' AND (c.relrowsecurity OR c.relowner = me.oid)"
            + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,"
            + " (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) me"
            + " WHERE n.nspname = 'ddlguard' AND c.relname = 'journal'";

    private JournalTable() {}

    /** What stands against the use of it: empty where nothing does. Makes it where it is not there. */
    static Optional<String> prepare(Side side, Reporter reporter) throws SQLException {
        SQLException last = null;
        for (int i = 0; i < TRIES; i++) {
            Optional<Optional<String>> found = look(side);
            if (found.isPresent()) {
                return found.get();
            }
            Optional<String> forbidden = mayNotCreate(side);
            if (forbidden.isEmpty()) {
                forbidden = wouldBePublished(side);
            }
            if (forbidden.isPresent()) {
                return forbidden;
            }
            try {
                side.transaction(List.of(create()), 1_000);
                reporter.report(new Event.JournalMade());
            } catch (SQLException e) {
                // Another deploy that begins at the same time may be making it.
                last = e;
            }
        }
        return Optional.of("ddlguard.journal, where the rest of the work would be kept, cannot be made ("
                + (last == null ? "" : last.getMessage()) + ")");
    }

    /** Empty where the table is not there; else what stands against it. */
    static Optional<Optional<String>> look(Side side) throws SQLException {
        List<Optional<String>> found = side.query(
                LOOK, row -> against(row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), side));
        return found.stream().findFirst();
    }

    private static Optional<String> against(String owner, boolean trusted, boolean granted, boolean secured, Side side)
            throws SQLException {
        String me = Quoting.readable(currentUser(side));
        if (!trusted) {
            return Optional.of("ddlguard.journal, where the rest of the work would be kept, belongs to the role "
                    + Quoting.readable(owner) + ", which could write rows there in the name of " + me
                    + "; a superuser has to take it over: ALTER TABLE ddlguard.journal OWNER TO <superuser>");
        }
        if (!granted) {
            return Optional.of("the role " + me + " may not write ddlguard.journal, where the rest of the work would be"
                    + " kept; let its owner, " + Quoting.readable(owner) + ", run: GRANT USAGE ON SCHEMA ddlguard TO "
                    + me + "; GRANT SELECT, INSERT, UPDATE, DELETE ON ddlguard.journal TO " + me);
        }
        return secured
                ? Optional.empty()
                : Optional.of("ddlguard.journal has no row-level security, and others could write rows there in the"
                        + " name of " + me + "; let its owner, " + Quoting.readable(owner)
                        + ", run: ALTER TABLE ddlguard.journal ENABLE ROW LEVEL SECURITY");
    }

    private static Optional<String> mayNotCreate(Side side) throws SQLException {
        List<String> databases = side.query(
                "SELECT pg_catalog.current_database() WHERE NOT pg_catalog.has_database_privilege("
                        + "pg_catalog.current_database(), 'CREATE')"
                        + " AND NOT coalesce((SELECT pg_catalog.has_schema_privilege(oid, 'CREATE')"
                        + " FROM pg_catalog.pg_namespace WHERE nspname = 'ddlguard'), false)",
                row -> row.getString(1));
        if (databases.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("the rest of the work would be kept in ddlguard.journal, which is not there and which the"
                + " role " + Quoting.readable(currentUser(side)) + " may not make; let the owner of the database run:"
                + " GRANT CREATE ON DATABASE " + Quoting.readable(databases.get(0)) + " TO "
                + Quoting.readable(currentUser(side)));
    }

    /** A subscriber that has no such table stops with an error at the first row that it is sent. */
    private static Optional<String> wouldBePublished(Side side) throws SQLException {
        return side
                .query(
                        "SELECT pubname FROM pg_catalog.pg_publication WHERE puballtables LIMIT 1",
                        row -> "the rest of the work would be kept in ddlguard.journal, which is not there, and the"
                                + " publication " + Quoting.readable(row.getString(1)) + " FOR ALL TABLES would send it"
                                + " to subscribers that do not have it; make it there first, and then here:"
                                + " docs/how-it-works.md#the-journal")
                .stream()
                .findFirst();
    }

    /** The commands that make it; the documentation shows them. */
    static String create() {
        try (InputStream file = JournalTable.class.getResourceAsStream("journal.sql")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String currentUser(Side side) throws SQLException {
        return side.query("SELECT current_user", row -> row.getString(1)).get(0);
    }
}
