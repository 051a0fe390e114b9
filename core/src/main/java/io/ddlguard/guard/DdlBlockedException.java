package io.ddlguard.guard;

import java.sql.SQLNonTransientException;

/**
 * A statement was refused before anything of it was sent. SQLSTATE {@code DG001}. The message says what the statement
 * would have done here, what to write instead, and how to allow it.
 */
public final class DdlBlockedException extends SQLNonTransientException {

    public static final String SQL_STATE = "DG001";

    private final String rule;

    public DdlBlockedException(String rule, String message) {
        super(message, SQL_STATE);
        this.rule = rule;
    }

    /** The id of the rule, as in the policy. */
    public String rule() {
        return rule;
    }
}
