package io.ddlguard.execute;

import java.sql.SQLException;

/** The errors after which trying again may help. */
final class LockErrors {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK_DETECTED = "40P01";

    private LockErrors() {}

    static boolean isWorthARetry(SQLException error) {
        return LOCK_NOT_AVAILABLE.equals(error.getSQLState()) || DEADLOCK_DETECTED.equals(error.getSQLState());
    }
}
