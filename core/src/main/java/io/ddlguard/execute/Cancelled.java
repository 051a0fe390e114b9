package io.ddlguard.execute;

import java.sql.SQLException;

/** The server's answer to a cancelled statement. */
final class Cancelled {

    private static final String QUERY_CANCELED = "57014";

    private Cancelled() {}

    static boolean is(SQLException error) {
        return QUERY_CANCELED.equals(error.getSQLState());
    }

    /** For a cancel that came while nothing ran that the server could end. */
    static SQLException byTheUser() {
        return new SQLException("ERROR: canceling statement due to user request", QUERY_CANCELED);
    }
}
