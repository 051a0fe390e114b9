package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One migration adds a column, indexes it, makes it a foreign key, checks it and sets it NOT NULL. A third connection
 * samples the locks: while anything scans or builds, nobody holds a lock that stops reads or writes.
 */
class ScanLocksTest {

    private static final int ROWS = 60_000;

    private static final String SAMPLE = """
            SELECT a.query, l.mode
            FROM pg_stat_activity a, pg_locks l
            WHERE a.datname = current_database() AND a.state = 'active' AND a.pid <> pg_backend_pid()
                AND a.query ~ 'VALIDATE|CONCURRENTLY'
                AND l.granted AND l.locktype = 'relation'
                AND l.relation IN ('orders'::regclass, 'customers'::regclass)""";

    private static final Set<String> STOPS_NOBODY =
            Set.of("AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock");

    private final String url = Door.database();
    private final Set<String> scanned = new TreeSet<>();
    private final Set<String> held = new TreeSet<>();

    @TempDir
    private Path folder;

    private Door door;

    @BeforeEach
    void tables_in_use() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("ddlguard.yml"), "version: 1\ndefaults: {scope: always, unique-after-commit: true}\n");
        door = Door.open(new Guard(new Settings(policy.toString(), null, null)), url);
        door.raw("CREATE TABLE customers (id int PRIMARY KEY)");
        door.raw("INSERT INTO customers SELECT generate_series(1, 100)");
        door.raw("CREATE TABLE orders (id int PRIMARY KEY, note text)");
        door.raw("INSERT INTO orders SELECT i, 'n' FROM generate_series(1, " + ROWS + ") i");
        // Slow enough to be seen.
        door.raw("CREATE FUNCTION slowly(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN"
                + " IF $1 % 20000 = 0 THEN PERFORM pg_sleep(0.1); END IF; RETURN $1; END$$");
    }

    @AfterEach
    void close() throws SQLException {
        door.close();
    }

    @Test
    void nothing_scans_or_builds_under_a_lock_that_stops_reads_or_writes() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> sampling = CompletableFuture.runAsync(() -> sample(ended));

        door.begin();
        door.execute("ALTER TABLE orders ADD COLUMN customer_id int DEFAULT 1, ADD COLUMN code int");
        door.execute("CREATE INDEX orders_customer ON orders (slowly(id), customer_id)");
        door.execute("CREATE UNIQUE INDEX orders_code ON orders (slowly(id), code)");
        door.execute("ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers");
        door.execute("ALTER TABLE orders ADD CHECK (slowly(id) > 0)");
        door.execute("ALTER TABLE orders ALTER COLUMN note SET NOT NULL");
        door.commit();

        ended.set(true);
        sampling.get(30, TimeUnit.SECONDS);
        assertThat(scanned).anyMatch(query -> query.startsWith("CREATE INDEX CONCURRENTLY"));
        assertThat(scanned).anyMatch(query -> query.startsWith("CREATE UNIQUE INDEX CONCURRENTLY"));
        assertThat(scanned).anyMatch(query -> query.contains("VALIDATE CONSTRAINT \"orders_id_check\""));
        assertThat(held).isSubsetOf(STOPS_NOBODY);
        assertThat(door.one("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
                .isEqualTo("0");
        assertThat(door.one("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                .isEqualTo("0");
    }

    private void sample(AtomicBoolean ended) {
        try (Connection observer = DriverManager.getConnection(url);
                Statement statement = observer.createStatement()) {
            while (!ended.get()) {
                try (ResultSet locks = statement.executeQuery(SAMPLE)) {
                    while (locks.next()) {
                        scanned.add(locks.getString(1));
                        held.add(locks.getString(2));
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
