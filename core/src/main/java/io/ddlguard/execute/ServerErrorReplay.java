package io.ddlguard.execute;

import io.ddlguard.session.Call;
import io.ddlguard.session.ServerError;
import io.ddlguard.session.Session;
import io.ddlguard.sql.Quoting;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Raises on the caller's connection, through the caller's own call, the error that a step on the side met: with its
 * SQLSTATE, message, detail, hint and names. So the caller's transaction ends as it would have, and the exception is
 * the driver's own. Only the private name of an index in it becomes the name that the statement gave.
 */
final class ServerErrorReplay {

    private final Session caller;
    private final String privateName;
    private final String publicName;

    ServerErrorReplay(Session caller, String privateName, String publicName) {
        this.caller = caller;
        this.privateName = privateName;
        this.publicName = publicName;
    }

    /** Throws what the caller's call throws; returns only what it returns if, against all odds, it throws nothing. */
    <T extends @Nullable Object> T raise(SQLException error, Call<T> call) throws SQLException {
        ServerError fields = caller.serverError(error);
        if (fields == null) {
            FailedTransaction.make(caller);
            throw error;
        }
        raise(fields, error, call);
        throw error;
    }

    /** Throws what the caller's call throws when it is made with what raises this error. */
    <T extends @Nullable Object> void raise(ServerError fields, SQLException error, Call<T> call) throws SQLException {
        try {
            call.run(raiseStatement(fields));
        } catch (SQLException raised) {
            if (!fields.sqlState().equals(raised.getSQLState())) {
                // No plpgsql in this database, or the connection is gone: the original says more.
                raised.addSuppressed(error);
            }
            throw raised;
        }
    }

    private String raiseStatement(ServerError error) {
        StringBuilder raise = new StringBuilder("DO $ddlguard$BEGIN RAISE EXCEPTION USING ERRCODE = ")
                .append(Quoting.literal(error.sqlState()))
                .append(", MESSAGE = ")
                .append(literal(error.message()));
        option(raise, "DETAIL", error.detail());
        option(raise, "HINT", error.hint());
        option(raise, "SCHEMA", error.schema());
        option(raise, "TABLE", error.table());
        option(raise, "COLUMN", error.column());
        option(raise, "DATATYPE", error.datatype());
        option(raise, "CONSTRAINT", error.constraint());
        return raise.append("; END$ddlguard$").toString();
    }

    private void option(StringBuilder raise, String name, @Nullable String value) {
        if (value != null) {
            raise.append(", ").append(name).append(" = ").append(literal(value));
        }
    }

    private String literal(String text) {
        String named = privateName.isEmpty() ? text : text.replaceAll(privateName + "(_\\d+)?", publicName(publicName));
        // The dollar quote around the block must not end in the middle of a message.
        return Quoting.literal(named.replace("$ddlguard$", "$ ddlguard $"));
    }

    private static String publicName(String name) {
        return java.util.regex.Matcher.quoteReplacement(name);
    }
}
