package io.ddlguard.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code ddlguard.journal}. Its names and texts are what the session user wrote there itself.
 *
 * @param id sixteen hexadecimal digits; an index that it is about bears them in its private name
 * @param relation the OID of the table
 * @param object the OID of the constraint or the index that is there already; zero for none
 * @param name what the object is or shall be called; for {@link Kind#SET_NOT_NULL} the CHECK that helps
 * @param attribute the number of the column; zero for none
 * @param definition of an index: the statement's text after the table's name; of a constraint: what adds it
 * @param error what the last try met, or null
 * @param role the role in which it was written, and is to be done
 * @param table the name that the table has now, as SQL; empty where it is gone, or where the row came in a copy
 * @param here whether it was written on this server and in this database; what came in a copy is only reported
 */
public record JournalRow(
        String id,
        Kind kind,
        State state,
        long relation,
        long object,
        String name,
        int attribute,
        boolean unique,
        String definition,
        String searchPath,
        int attempts,
        @Nullable String error,
        OffsetDateTime created,
        String role,
        String table,
        boolean here) {

    /** What is to be done. */
    public enum Kind {
        /** An index that is built beside the caller's transaction, which adopts it: nothing is to be done after it. */
        ADOPT_INDEX,
        /** An index or those of a table, rebuilt beside the caller's transaction: nothing is to be done after it. */
        REINDEX,
        BUILD_INDEX,
        ADD_KEY,
        VALIDATE_CONSTRAINT,
        SET_NOT_NULL,
        DROP_INDEX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** How far it has come. */
    public enum State {
        PLANNED,
        RUNNING,
        DONE,
        /** Nothing of it is there, and nothing is to be done: what it was about is gone, or was rolled back. */
        UNDONE,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    static final String COLUMNS = "j.id, j.kind, j.state, j.relation, coalesce(j.object, 0), coalesce(j.name, ''),"
            + " coalesce(j.attribute, 0), coalesce(j.is_unique, false), coalesce(j.definition, ''), j.search_path,"
            + " j.attempts, j.error, j.created_at, j.role, coalesce((SELECT pg_catalog.quote_ident(n.nspname) || '.' ||"
            + " pg_catalog.quote_ident(c.relname) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid ="
            + " c.relnamespace WHERE c.oid = j.relation AND j.server = " + Journal.SERVER + "), ''), j.server = "
            + Journal.SERVER;

    static JournalRow of(ResultSet row) throws SQLException {
        return new JournalRow(
                row.getString(1),
                Kind.of(row.getString(2)),
                State.of(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getInt(7),
                row.getBoolean(8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                row.getString(12),
                row.getObject(13, OffsetDateTime.class),
                row.getString(14),
                row.getString(15),
                row.getBoolean(16));
    }

    /** Whether an index is to be built, which has its name only then. */
    public boolean isIndexToCome() {
        return kind == Kind.BUILD_INDEX || kind == Kind.ADD_KEY;
    }

    /** Whether it is only there for the case that its deploy dies: then what that has made is taken away. */
    public boolean isBeside() {
        return kind == Kind.ADOPT_INDEX || kind == Kind.REINDEX;
    }

    /** Whether it is still to be done. */
    public boolean isOpen() {
        return state != State.DONE && state != State.UNDONE;
    }

    /** What is to be done, for people. */
    public String described() {
        return switch (kind) {
            case ADOPT_INDEX, BUILD_INDEX -> "build index " + name;
            case ADD_KEY -> "add constraint " + name;
            case REINDEX -> "reindex";
            case VALIDATE_CONSTRAINT -> "validate constraint " + name;
            case SET_NOT_NULL -> "set a column NOT NULL by the help of " + name;
            case DROP_INDEX -> "drop index " + name;
        };
    }
}
