package io.ddlguard.guard;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two tables with rows, and somebody who may hold them: what tests of the lock's queue have in common. */
abstract class TwoTables {

    /** How many wait for a lock on a table of this database. */
    static final String WAITING =
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database())";

    final String url = Door.database();

    @TempDir
    Path folder;

    Connection admin;

    /** Not in autocommit. */
    Connection holder;

    @BeforeEach
    void two_tables() throws SQLException {
        admin = DriverManager.getConnection(url);
        run(admin, "CREATE TABLE users (id int PRIMARY KEY, name text)");
        run(admin, "CREATE TABLE orders (id int PRIMARY KEY, user_id int)");
        run(admin, "INSERT INTO users SELECT i, 'x' FROM generate_series(1, 1000) i");
        run(admin, "INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i");
        holder = DriverManager.getConnection(url + "&ApplicationName=billing");
        holder.setAutoCommit(false);
    }

    @AfterEach
    void close_both() throws SQLException {
        holder.close();
        admin.close();
    }

    /** @param lock the policy's */
    final Door door(String lock) throws SQLException, IOException {
        return door(lock, url);
    }

    final Door door(String lock, String otherUrl) throws SQLException, IOException {
        Path policy = Files.writeString(
                folder.resolve("ddlguard.yml"), "version: 1\ndefaults:\n  scope: always\n  lock: " + lock + "\n");
        return Door.open(new Guard(new Settings(policy.toString(), null, null)), otherUrl);
    }

    /** Until the holder's transaction is so old. */
    final void awaitOld(String age) {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> !one("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'billing' AND"
                                + " clock_timestamp() - xact_start > interval '" + age + "' AND datname ="
                                + " current_database()")
                        .equals("0"));
    }

    /** In how many looks, one after the other for some time, a count was above zero. */
    final int seen(String count, Duration during) throws SQLException {
        int sightings = 0;
        long until = System.nanoTime() + during.toNanos();
        do {
            sightings += one(count).equals("0") ? 0 : 1;
        } while (System.nanoTime() < until);
        return sightings;
    }

    final String one(String query) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
