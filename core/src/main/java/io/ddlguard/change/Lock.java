package io.ddlguard.change;

/**
 * A lock that a change takes on a relation that is there.
 *
 * @param reach which others it locks along with it, in the same mode where nothing else is said
 */
public record Lock(RelationName relation, LockMode mode, Reach reach) {

    /** A foreign key puts triggers on the table that it refers to, and on its partitions. */
    static Lock ofForeignKey(RelationName referenced) {
        return new Lock(referenced, LockMode.SHARE_ROW_EXCLUSIVE, Reach.PARTITIONS);
    }

    /** Which relations are locked along with the one that is named. */
    public sealed interface Reach {

        Reach ITSELF = new Itself();
        Reach PARTITIONS = new Partitions();
        Reach CHILDREN = new Children();
        Reach DROPPED = new Dropped();
        Reach PARTITION_ADDED_OR_REMOVED = new PartitionAddedOrRemoved();

        record Itself() implements Reach {}

        /** Its partitions, at all levels. */
        record Partitions() implements Reach {}

        /** Its partitions and the tables that inherit from it, at all levels. */
        record Children() implements Reach {}

        /** Its children, and what foreign keys tie to it, either way: they go with it. The table of an index. */
        record Dropped() implements Reach {}

        /** The tables that its foreign keys refer to, in SHARE ROW EXCLUSIVE: its partitions have keys of their own. */
        record PartitionAddedOrRemoved() implements Reach {}

        /** Its children that have inherited a constraint of this name. */
        record InheritedConstraint(String name) implements Reach {}

        /** Those, and the table at the other end of a foreign key of this name, if it is one. */
        record DroppedConstraint(String name) implements Reach {}

        /** Its children, and the tables at the other ends of foreign keys with this column. */
        record DroppedColumn(String name) implements Reach {}

        /** Its children, and the tables at the other ends of foreign keys from and to this column. */
        record RetypedColumn(String name) implements Reach {}
    }
}
