package io.ddlguard.session;

/** The transaction status of a connection, as the server's ReadyForQuery message gives it. */
public enum TransactionState {
    /** No transaction block. */
    IDLE,
    /** In a transaction block. */
    OPEN,
    /** In a transaction block that an error ended; the server refuses all but its end (25P02). */
    FAILED
}
