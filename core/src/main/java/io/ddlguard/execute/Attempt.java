package io.ddlguard.execute;

import java.sql.SQLException;

/** How one try of a statement is made so that it can be taken back: the locks that it did get are given back with it. */
interface Attempt {

    /** @param lockTimeoutMillis for the locks of this try */
    void begin(long lockTimeoutMillis) throws SQLException;

    /** Another lock_timeout for the rest of this try. */
    void lockTimeout(long millis) throws SQLException;

    /** The statement has done what it should. The caller's own lock_timeout holds again. */
    void keep() throws SQLException;

    /** The statement has failed, and its error goes to the caller. */
    void fail(Throwable error);

    /** Whether {@link #takeBack} leaves room for another try. */
    boolean canBeTakenBack();

    /** Undoes what has been done of this try. */
    void takeBack() throws SQLException;

    /** There is no other try: all is as after any failed statement. */
    void giveUp() throws SQLException;
}
