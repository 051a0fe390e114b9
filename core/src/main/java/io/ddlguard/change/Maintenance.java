package io.ddlguard.change;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change of how or where rows are kept, and not of what they say: all of them are written anew. */
public sealed interface Maintenance extends Change {

    /** What it is about; empty for all that the role may treat so, in the whole database. */
    Optional<RelationName> relation();

    @Override
    default List<RelationName> relations() {
        return relation().stream().toList();
    }

    /** ALTER TABLE … SET LOGGED or UNLOGGED. */
    record SetLogged(
            RelationName table, boolean logged, @Override List<Lock> locks) implements Maintenance {
        @Override
        public Optional<RelationName> relation() {
            return Optional.of(table);
        }
    }

    /** SET TABLESPACE of a table, a materialized view or an index. */
    record SetTablespace(
            RelationName kept, String tablespace, @Override List<Lock> locks) implements Maintenance {
        @Override
        public Optional<RelationName> relation() {
            return Optional.of(kept);
        }
    }

    /** @param method null for the session's default */
    record SetAccessMethod(
            RelationName table,
            @Nullable String method,
            @Override List<Lock> locks) implements Maintenance {
        @Override
        public Optional<RelationName> relation() {
            return Optional.of(table);
        }
    }

    /** CLUSTER, which sorts the rows by an index. */
    record Cluster(@Override Optional<RelationName> relation) implements Maintenance {}

    /** VACUUM FULL of one table; of several, each on its own. */
    record VacuumFull(@Override Optional<RelationName> relation) implements Maintenance {}

    /** @param withData whether it can be read afterwards */
    record RefreshMaterializedView(RelationName view, boolean concurrently, boolean withData) implements Maintenance {
        @Override
        public Optional<RelationName> relation() {
            return Optional.of(view);
        }

        /** CONCURRENTLY in EXCLUSIVE, which stops no reader. */
        @Override
        public List<Lock> locks() {
            return concurrently ? List.of() : List.of(new Lock(view, LockMode.ACCESS_EXCLUSIVE, Lock.Reach.ITSELF));
        }
    }
}
