package io.ddlguard.journal;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Relation;
import io.ddlguard.plan.After;
import io.ddlguard.plan.Held;
import io.ddlguard.sql.Quoting;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts that write a row. */
final class JournalInsert {

    private static final String NEW_ID = "pg_catalog.substr(pg_catalog.md5(pg_catalog.random()::text ||"
            + " pg_catalog.clock_timestamp()::text || x.oid::text), 1, 16)";

    private static final String NONE = "NULL";

    private final CallerContext context;

    JournalInsert(CallerContext context) {
        this.context = context;
    }

    /** What the side connection is about to make beside the caller's transaction. */
    String begun(Held held, int runner) {
        Optional<After.BuildIndex> index = held.index();
        if (index.isPresent()) {
            return index(JournalRow.Kind.ADOPT_INDEX, JournalRow.State.RUNNING, index.get(), String.valueOf(runner));
        }
        return insert(
                JournalRow.Kind.REINDEX,
                JournalRow.State.RUNNING,
                held.table(),
                Quoting.literal(held.id()) + ", NULL, NULL, NULL, NULL, NULL",
                String.valueOf(runner),
                "");
    }

    /**
     * @param notValidBefore as SQL, the array of the OIDs of the table's constraints that were NOT VALID before the
     *     statement
     */
    String planned(After after, String notValidBefore) {
        if (after instanceof After.BuildIndex build) {
            return index(JournalRow.Kind.BUILD_INDEX, JournalRow.State.PLANNED, build, NONE);
        }
        if (after instanceof After.AddKey key) {
            return insert(
                    JournalRow.Kind.ADD_KEY,
                    JournalRow.State.PLANNED,
                    key.table(),
                    Quoting.literal(key.id()) + ", NULL, " + Quoting.literal(key.name()) + ", NULL, NULL, "
                            + Quoting.literal(key.definition()),
                    NONE,
                    "");
        }
        if (after instanceof After.DropIndex drop) {
            return drop(drop);
        }
        return after instanceof After.SetNotNull notNull
                ? setNotNull(notNull)
                : validate((After.Validate) after, notValidBefore);
    }

    private String index(JournalRow.Kind kind, JournalRow.State state, After.BuildIndex build, String runner) {
        return insert(
                kind,
                state,
                build.table(),
                Quoting.literal(build.id()) + ", " + NONE + ", " + Quoting.literal(build.name()) + ", " + NONE + ", "
                        + build.unique() + ", " + Quoting.literal(build.definition()),
                runner,
                "");
    }

    private String drop(After.DropIndex drop) {
        return insert(
                JournalRow.Kind.DROP_INDEX,
                JournalRow.State.PLANNED,
                drop.table(),
                Quoting.literal(drop.id()) + ", " + drop.index().oid() + ", "
                        + Quoting.literal(drop.index().toString()) + ", NULL, NULL, NULL",
                NONE,
                "");
    }

    private String setNotNull(After.SetNotNull notNull) {
        return insert(
                JournalRow.Kind.SET_NOT_NULL,
                JournalRow.State.PLANNED,
                notNull.table(),
                Quoting.literal(notNull.id()) + ", x.oid, x.conname, a.attnum, NULL, NULL",
                NONE,
                " FROM pg_catalog.pg_constraint x JOIN pg_catalog.pg_attribute a ON a.attrelid = x.conrelid AND"
                        + " a.attname = " + Quoting.literal(notNull.column()) + " WHERE x.conrelid = "
                        + notNull.table().oid() + " AND x.conname = " + Quoting.literal(notNull.check()));
    }

    private String validate(After.Validate validate, String notValidBefore) {
        return insert(
                JournalRow.Kind.VALIDATE_CONSTRAINT,
                JournalRow.State.PLANNED,
                validate.table(),
                NEW_ID + ", x.oid, x.conname, NULL, NULL, NULL",
                NONE,
                " FROM pg_catalog.pg_constraint x WHERE NOT x.convalidated AND x.conrelid = "
                        + validate.table().oid() + " AND x.oid <> ALL (" + notValidBefore + ")"
                        + exceptNames(validate.except()));
    }

    static String notValid(Relation table) {
        return "SELECT oid FROM pg_catalog.pg_constraint WHERE NOT convalidated AND conrelid = " + table.oid();
    }

    private static String exceptNames(Set<String> names) {
        return names.isEmpty()
                ? ""
                : names.stream()
                        .map(Quoting::literal)
                        .collect(Collectors.joining(", ", " AND x.conname NOT IN (", ")"));
    }

    private String insert(
            JournalRow.Kind kind, JournalRow.State state, Relation table, String columns, String runner, String from) {
        return "INSERT INTO ddlguard.journal (id, object, name, attribute, is_unique, definition, kind, state, relation,"
                + " search_path, server, caller_pid, caller_start, runner_pid, runner_start) SELECT " + columns + ", '"
                + kind + "', '" + state + "', " + table.oid() + ", " + Quoting.literal(context.searchPath()) + ", "
                + Journal.SERVER + ", " + context.pid() + ", " + start(String.valueOf(context.pid())) + ", " + runner
                + ", " + start(runner) + from;
    }

    /** With the pid it names a backend for good; hidden from a role that is not a member of the backend's. */
    static String start(String pid) {
        return "(SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid = " + pid + ")";
    }
}
