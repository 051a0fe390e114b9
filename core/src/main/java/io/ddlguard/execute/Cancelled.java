package io.ddlguard.execute;

import java.sql.SQLException;

/** The server's answer to a cancelled statement, where the cancel came while nothing ran that the server could end. */
final class Cancelled {

    private static final String QUERY_CANCELED = "57014";

    private Cancelled() {}

    static SQLException byTheUser() {
        return new SQLException("ERROR: canceling statement due to user request", QUERY_CANCELED);
    }
}
