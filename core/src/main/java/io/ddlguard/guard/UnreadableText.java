package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.execute.FailedTransaction;
import io.ddlguard.session.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A text that our grammar refuses: most often the server refuses it too, and then its own error is the answer. */
final class UnreadableText {

    private final Session session;
    private final String sql;

    UnreadableText(Session session, String sql) {
        this.session = session;
        this.sql = sql;
    }

    /**
     * Has the server parse the text without running it. Returns if the server can read what we cannot.
     *
     * @throws SQLException the server's own error, with its position; the caller's transaction has failed by it
     */
    void letTheServerSpeak() throws SQLException {
        FailedTransaction.begin(session);
        if (session.canParseOnly()) {
            describe(session.connection());
        } else {
            CallerContext.read(session).requireDirect();
            try (Connection side = session.openSide("ddlguard")) {
                describe(side);
            }
        }
    }

    private void describe(Connection connection) throws SQLException {
        // A question mark of the text is an operator's here, not a parameter's.
        String asPrepared = sql.replace("?", "??");
        try (PreparedStatement described = connection.prepareStatement(asPrepared)) {
            described.getParameterMetaData();
        }
    }
}
