package io.ddlguard.change;

import java.util.List;

/** DELETE or UPDATE without a WHERE: of every row. It takes no lock that stops who reads. */
public record AllRows(RelationName table, Kind kind) implements Change {

    /** What becomes of the rows. */
    public enum Kind {
        DELETE,
        UPDATE
    }

    @Override
    public List<RelationName> relations() {
        return List.of(table);
    }
}
