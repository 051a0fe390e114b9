package io.ddlguard.driver;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One database for the tests of this module that leave nothing in it, and its URL with and without our prefix. */
final class Urls {

    private static final String SHARED = TestPostgres.shared().freshDatabase();

    private Urls() {}

    static String plain() {
        return SHARED;
    }

    static String guarded(String plain) {
        return DoorUrl.PREFIX + plain.substring(DoorUrl.PLAIN_PREFIX.length());
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(guarded(SHARED));
    }
}
