package io.ddlguard.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** What an ALTER TABLE would do to a table, as the server has shown it on a copy. */
public sealed interface Answer {

    /**
     * It succeeds. Its lock is another matter: every form takes it, whatever is done under it.
     *
     * @param rewrites whether every row is written anew, and every index with them
     * @param scans whether every row is read to be checked
     * @param checks the valid CHECKs that it makes anew, and which a scan would be for
     * @param indexes those that it builds
     * @param foreignKeys those whose every row it looks up
     * @param alsoLocked the tables at the other ends of foreign keys that it makes anew, in ACCESS EXCLUSIVE too
     */
    record Work(
            boolean rewrites,
            boolean scans,
            List<Check> checks,
            List<String> indexes,
            List<String> foreignKeys,
            List<String> alsoLocked)
            implements Answer {

        public Work {
            checks = List.copyOf(checks);
            indexes = List.copyOf(indexes);
            foreignKeys = List.copyOf(foreignKeys);
            alsoLocked = List.copyOf(alsoLocked);
        }

        /** Whether the lock is held for no longer than it takes to change the catalog. */
        public boolean isNone() {
            return !rewrites && !scans && indexes.isEmpty() && foreignKeys.isEmpty();
        }

        /** What both do. */
        Work and(Work other) {
            return new Work(
                    rewrites || other.rewrites,
                    scans || other.scans,
                    union(checks, other.checks),
                    union(indexes, other.indexes),
                    union(foreignKeys, other.foreignKeys),
                    union(alsoLocked, other.alsoLocked));
        }

        private static <T> List<T> union(List<T> one, List<T> other) {
            LinkedHashSet<T> all = new LinkedHashSet<>(one);
            all.addAll(other);
            return new ArrayList<>(all);
        }
    }

    /**
     * A CHECK.
     *
     * @param name as SQL
     * @param definition as in ADD CONSTRAINT
     */
    record Check(String name, String definition) {}

    /** The server refuses it, on the table itself as on the copy. */
    record Refused(String sqlState, String message) implements Answer {}

    /**
     * It could not be asked, and may do anything.
     *
     * @param why in words that can stand behind "because"
     */
    record Unknown(String why) implements Answer {}
}
