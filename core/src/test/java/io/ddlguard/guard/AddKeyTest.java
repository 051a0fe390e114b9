package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ddlguard.testpostgres.SchemaPrint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * UNIQUE and PRIMARY KEY, from end to end: what is there afterwards is what the raw server would have made of the same
 * database, and what fails or is rolled back leaves nothing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AddKeyTest {

    private static final String LONG = "a_name_of_exactly_sixty_three_bytes_which_is_all_there_is_abcde";

    private static final List<String> TABLES = List.of(
            "CREATE TABLE users (id int NOT NULL, email text, tenant int, note text, \"Größe\" int, \"quo\"\"te\" int)",
            "INSERT INTO users SELECT i, 'u' || i, i % 7, 'n', i, i FROM generate_series(1, 3000) i",
            "CREATE TABLE \"" + LONG + "\" (\"" + LONG.replace('a', 'c') + "\" int NOT NULL)",
            "INSERT INTO \"" + LONG + "\" SELECT generate_series(1, 3000)",
            "CREATE TABLE taken (i int, CONSTRAINT users_tenant_id_key CHECK (i > 0), CONSTRAINT users_pkey CHECK (i > 1))",
            "CREATE SEQUENCE users_id_key",
            "CREATE TABLE joined (user_id int, role_id int)",
            "INSERT INTO joined SELECT i, i % 9 FROM generate_series(1, 3000) i",
            "CREATE TABLE parents (id int NOT NULL, name text NOT NULL)",
            "CREATE TABLE children () INHERITS (parents)",
            "INSERT INTO parents SELECT i, 'p' FROM generate_series(1, 3000) i",
            "INSERT INTO children SELECT 1, 'p' FROM generate_series(1, 3000) i",
            "CREATE SCHEMA archive",
            "CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text NOT NULL, note text) PARTITION BY RANGE (at)",
            "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
                    + " PARTITION BY LIST (kind)",
            "CREATE TABLE events_2025_a PARTITION OF events_2025 FOR VALUES IN ('a')",
            "CREATE TABLE archive.\"Events 2025\" PARTITION OF events_2025 DEFAULT",
            "CREATE TABLE events_rest PARTITION OF events DEFAULT",
            "INSERT INTO events SELECT i, date '2025-01-01' + i, chr(97 + i % 3), 'n' FROM generate_series(1, 1000) i");

    private final String guardedUrl = Door.database();
    private final String rawUrl = Door.database();
    private Door guarded;
    private Door raw;

    @BeforeAll
    void two_databases() throws SQLException {
        guarded = Door.open(Door.guard(), guardedUrl);
        raw = Door.open(Door.guard(), rawUrl);
        onBoth("CREATE SCHEMA archive");
    }

    @BeforeEach
    void that_are_identical() throws SQLException {
        onBoth("DROP SCHEMA archive, public CASCADE; CREATE SCHEMA public; " + String.join("; ", TABLES));
    }

    @AfterEach
    void end_the_transactions() throws SQLException {
        for (Door door : List.of(guarded, raw)) {
            door.begin();
            door.rollback();
            door.connection.setAutoCommit(true);
        }
    }

    @AfterAll
    void close() throws SQLException {
        guarded.close();
        raw.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users ADD UNIQUE (email)",
                "ALTER TABLE users ADD UNIQUE (id)",
                "ALTER TABLE users ADD UNIQUE (tenant, id)",
                "ALTER TABLE users ADD PRIMARY KEY (id)",
                "alter table only public.users add constraint \"Ein Schlüssel\" unique (\"Größe\") include (note, id)"
                        + " with (fillfactor = 70) using index tablespace pg_default deferrable initially deferred",
                "ALTER TABLE users ADD UNIQUE (U&\"Gr\\00F6\\00DFe\", \"quo\"\"te\") /* why */ DEFERRABLE",
                "ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY (id, email) INITIALLY DEFERRED",
                "ALTER TABLE users ADD UNIQUE (email) INCLUDE (email)",
                "ALTER TABLE users ADD UNIQUE (email), ADD UNIQUE (email), ADD PRIMARY KEY (id)",
                "ALTER TABLE users ADD UNIQUE (email); ALTER TABLE users ADD UNIQUE (email)",
                "ALTER TABLE users ADD COLUMN age int, ADD UNIQUE (email), ALTER COLUMN email SET DEFAULT 'x',"
                        + " ADD CHECK (id > 0)",
                "ALTER TABLE joined ADD PRIMARY KEY (user_id, role_id)",
                "ALTER TABLE \"" + LONG
                        + "\" ADD PRIMARY KEY (\"c_ncme_of_excctly_sixty_three_bytes_which_is_cll_there_is_cbcde\")",
                "ALTER TABLE \"" + LONG
                        + "\" ADD UNIQUE (\"c_ncme_of_excctly_sixty_three_bytes_which_is_cll_there_is_cbcde\")",
                "ALTER TABLE events ADD UNIQUE (id, at, kind)",
                "ALTER TABLE events ADD CONSTRAINT events_key PRIMARY KEY (kind, id, at) INCLUDE (note) DEFERRABLE",
                "ALTER TABLE events_rest ADD PRIMARY KEY (id)",
                "ALTER TABLE parents ADD UNIQUE (id), ADD PRIMARY KEY (name, id)",
            })
    void makes_the_constraint_that_the_server_would_have_made(String sql) throws SQLException {
        guarded.begin();
        int before = scans(guarded);
        try (Statement statement = guarded.connection.createStatement()) {
            guarded.guard.around(guarded.session, statement, sql, statement::execute);
            assertThat((Object) statement.getWarnings()).isNull();
        }
        assertThat(privateIndexes()).as("built outside the transaction").isPositive();
        assertThat(scans(guarded) - before).as("read under the lock").isZero();
        guarded.commit();
        raw.raw(sql);
        assertTheSameSchema();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users ADD UNIQUE (email)",
                "ALTER TABLE joined ADD PRIMARY KEY (user_id, role_id)",
                "ALTER TABLE events ADD UNIQUE (id, at, kind)",
            })
    void makes_the_same_in_autocommit(String sql) throws SQLException {
        guarded.execute(sql);
        raw.raw(sql);
        assertTheSameSchema();
        assertThat(guarded.one("SELECT kind || ' ' || state FROM ddlguard.journal ORDER BY number DESC LIMIT 1"))
                .isEqualTo("adopt-index done");
    }

    /** What the rules say of them as they are written. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE users ADD UNIQUE (email)                                          | 1
            ALTER TABLE users ADD COLUMN age int UNIQUE                                   | 1
            ALTER TABLE users ADD EXCLUDE (id WITH =)                                     | 2
            ALTER TABLE joined ADD PRIMARY KEY (user_id)                                  | 2
            ALTER TABLE joined ADD CONSTRAINT k PRIMARY KEY USING INDEX joined_user       | 1
            ALTER TABLE users ADD CONSTRAINT k PRIMARY KEY USING INDEX users_id           | 0
            ALTER TABLE users ADD CONSTRAINT k UNIQUE USING INDEX users_id                | 0
            ALTER TABLE ONLY events ADD UNIQUE (id, at)                                   | 0
            """)
    void as_written_reads_every_row_so_often(String sql, int scans) throws SQLException {
        raw.raw("CREATE UNIQUE INDEX joined_user ON joined (user_id)");
        raw.raw("CREATE UNIQUE INDEX users_id ON users (id)");
        raw.begin();
        int before = scans(raw);
        raw.raw(sql);
        assertThat(scans(raw) - before).isEqualTo(scans);
    }

    @Test
    void keeps_that_nulls_are_not_distinct() throws SQLException {
        String sql = "ALTER TABLE users ADD UNIQUE NULLS NOT DISTINCT (email, tenant)";
        if (guarded.connection.getMetaData().getDatabaseMajorVersion() < 15) {
            assertThat(failure(() -> guarded.execute(sql)).getSQLState()).isEqualTo("42601");
            return;
        }
        guarded.execute(sql);
        raw.raw(sql);
        assertTheSameSchema();
    }

    @Test
    void puts_one_in_the_place_of_another_of_the_same_name() throws SQLException {
        onBoth("ALTER TABLE users ADD CONSTRAINT k UNIQUE (email), ADD PRIMARY KEY (id)");
        String sql = "ALTER TABLE users DROP CONSTRAINT k, ADD CONSTRAINT k UNIQUE (email, tenant),"
                + " DROP CONSTRAINT users_pkey1, ADD PRIMARY KEY (id, tenant)";
        guarded.begin();
        guarded.raw("UPDATE taken SET i = 2");
        guarded.execute(sql);
        guarded.commit();
        raw.raw(sql);
        assertTheSameSchema();
    }

    @Test
    void keeps_the_index_that_it_has_built_and_builds_none_in_the_transaction() throws SQLException {
        guarded.begin();
        guarded.execute("ALTER TABLE events ADD UNIQUE (id, at, kind)");
        String outside = filesSeenByOthers("_dg_%");
        guarded.commit();
        assertThat(filesSeenByOthers("%_id_at_kind_key")).isEqualTo(outside).contains(",");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE users ADD UNIQUE (tenant)                          | 23505
            ALTER TABLE users ADD CONSTRAINT k UNIQUE (note), ADD UNIQUE (email) | 23505
            ALTER TABLE users ADD UNIQUE (email), ADD CONSTRAINT k UNIQUE (note) | 23505
            ALTER TABLE joined ADD PRIMARY KEY (role_id)                   | 23505
            ALTER TABLE events ADD UNIQUE (id)                             | 0A000
            ALTER TABLE users ADD UNIQUE (id, id)                          | 42701
            ALTER TABLE users ADD CONSTRAINT users UNIQUE (id)             | 42P07
            ALTER TABLE users ADD UNIQUE (id) USING INDEX TABLESPACE none  | 42704
            """)
    void fails_as_the_server_would_and_leaves_nothing(String sql, String state) throws SQLException {
        String message = failure(() -> raw.raw(sql)).getMessage();
        guarded.begin();
        SQLException failure = failure(() -> guarded.execute(sql));
        assertThat(failure.getSQLState()).isEqualTo(state);
        assertThat(failure.getMessage().lines().findFirst())
                .isEqualTo(message.lines().findFirst());
        guarded.rollback();
        assertTheSameSchema();
        assertThat(privateIndexes()).isZero();
    }

    @Test
    void fails_over_nulls_as_the_server_would_and_adds_no_check() throws SQLException {
        onBoth("INSERT INTO joined VALUES (1, NULL)");
        String sql = "ALTER TABLE joined ADD PRIMARY KEY (user_id, role_id)";
        String message = failure(() -> raw.raw(sql)).getMessage();
        SQLException failure = failure(() -> guarded.execute(sql));
        assertThat(failure.getMessage().lines().findFirst())
                .isEqualTo(message.lines().findFirst());
        assertThat(failure.getSQLState()).isEqualTo("23502");
        assertTheSameSchema();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users ADD UNIQUE (email)",
                "ALTER TABLE joined ADD PRIMARY KEY (user_id, role_id)",
                "ALTER TABLE events ADD UNIQUE (id, at, kind)",
            })
    void leaves_nothing_when_the_transaction_rolls_back_wholly_or_to_a_savepoint(String sql) throws SQLException {
        guarded.begin();
        guarded.execute(sql);
        guarded.rollback();
        assertTheSameSchema();
        guarded.raw("SAVEPOINT here");
        guarded.execute(sql);
        guarded.raw("ROLLBACK TO SAVEPOINT here");
        guarded.commit();
        assertTheSameSchema();
        assertThat(
                        guarded.one(
                                "SELECT string_agg(state, ',') FROM (SELECT state FROM ddlguard.journal ORDER BY number DESC LIMIT 2) last"))
                .isEqualTo("undone,undone");
    }

    /** Only the locks that stop somebody; AE is ACCESS EXCLUSIVE. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE users ADD UNIQUE (email)                  | users ShareUpdateExclusiveLock
            ALTER TABLE joined ADD PRIMARY KEY (user_id, role_id) | joined ShareUpdateExclusiveLock
            ALTER TABLE events ADD UNIQUE (id, at, kind)          | events_2025_a ShareUpdateExclusiveLock
            """)
    void holds_no_lock_that_stops_reads_or_writes_while_it_builds(String sql, String locks) throws Exception {
        try (Connection holder = DriverManager.getConnection(guardedUrl);
                Statement held = holder.createStatement()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            held.execute("SELECT 1");
            guarded.begin();
            CompletableFuture<Void> ddl = guarded.executeInBackground(sql);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> others("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'virtualxid' AND query LIKE"
                                            + " 'CREATE UNIQUE INDEX CONC%' AND datname = current_database()")
                                    .size()
                            == 1);
            assertThat(others(
                            "SELECT relname || ' ' || mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE"
                                    + " l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                                    + " AND c.relkind IN ('r', 'p') AND c.relnamespace <> 'pg_catalog'::regnamespace AND"
                                    + " l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')"))
                    .containsExactly(locks);
            others("INSERT INTO users (id, email) VALUES (0, 'new') RETURNING id");
            others("INSERT INTO joined VALUES (0, 0) RETURNING user_id");
            holder.rollback();
            ddl.get(20, TimeUnit.SECONDS);
            guarded.commit();
        }
    }

    @Test
    void waits_politely_for_the_lock_that_it_takes_in_the_end() throws Exception {
        try (Connection reader = DriverManager.getConnection(guardedUrl);
                Statement reading = reader.createStatement()) {
            reader.setAutoCommit(false);
            reading.execute("DECLARE c CURSOR FOR SELECT 1");
            reader.rollback();
            guarded.begin();
            CompletableFuture<Void> ddl;
            reading.execute("LOCK TABLE archive.\"Events 2025\" IN ACCESS SHARE MODE");
            ddl = guarded.executeInBackground("ALTER TABLE events ADD UNIQUE (id, at, kind)");
            Door.awaitALookAtTheLocks(guardedUrl);
            others("SET lock_timeout = '100ms'; SELECT count(*) FROM events");
            reader.rollback();
            ddl.get(20, TimeUnit.SECONDS);
            guarded.commit();
        }
        raw.raw("ALTER TABLE events ADD UNIQUE (id, at, kind)");
        assertTheSameSchema();
    }

    /** Which nobody knows before it has run: as written, they would build under their lock. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE users ADD COLUMN age int; ALTER TABLE users ADD UNIQUE (age)",
                "DROP SEQUENCE users_id_key; ALTER TABLE users ADD CONSTRAINT users_id_key UNIQUE (id)",
                "ALTER TABLE taken DROP CONSTRAINT users_pkey; ALTER TABLE users ADD PRIMARY KEY (id)",
            })
    void refuses_what_depends_on_an_earlier_statement_of_the_same_text(String sql) throws SQLException {
        assertThat(failure(() -> guarded.execute(sql)).getSQLState()).isEqualTo("DG001");
        assertTheSameSchema();
    }

    @Test
    void leaves_new_tables_alone() throws SQLException {
        guarded.begin();
        guarded.execute("CREATE TABLE fresh (id int)");
        guarded.execute("INSERT INTO fresh VALUES (1)");
        guarded.execute("ALTER TABLE fresh ADD PRIMARY KEY (id)");
        assertThat(privateIndexes()).isZero();
        guarded.commit();
    }

    private void assertTheSameSchema() throws SQLException {
        assertThat(SchemaPrint.differences(SchemaPrint.of(rawUrl), SchemaPrint.of(guardedUrl)))
                .isEmpty();
        // A leaf's primary key makes its NOT NULL its own from 18 on, however it comes to it.
        String kin =
                "SELECT string_agg(conrelid::regclass || ' ' || conname || ' ' || conislocal || coninhcount, ',' ORDER"
                        + " BY conrelid::regclass::text, conname) FROM pg_constraint WHERE contype <> 'n' AND connamespace IN"
                        + " ('public'::regnamespace, 'archive'::regnamespace)";
        assertThat(guarded.one(kin)).isEqualTo(raw.one(kin));
        guarded.session.release();
    }

    /** Of all tables, by the transaction that is open and what was not counted before. */
    private static int scans(Door door) throws SQLException {
        return Integer.parseInt(door.one(
                "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables WHERE relname" + " <> 'journal'"));
    }

    private int privateIndexes() throws SQLException {
        return others("SELECT relname FROM pg_class WHERE relname LIKE '\\_dg\\_%'")
                .size();
    }

    private String filesSeenByOthers(String names) throws SQLException {
        return String.join(
                ",",
                others("SELECT relfilenode FROM pg_class WHERE relkind = 'i' AND relname LIKE '" + names
                        + "' ORDER BY relfilenode"));
    }

    private List<String> others(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection other = DriverManager.getConnection(guardedUrl);
                Statement statement = other.createStatement()) {
            for (boolean answered = statement.execute(query); ; answered = statement.getMoreResults()) {
                if (answered) {
                    try (ResultSet answer = statement.getResultSet()) {
                        while (answer.next()) {
                            rows.add(answer.getString(1));
                        }
                    }
                    return rows;
                }
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void run() throws SQLException;
    }

    private static SQLException failure(Call call) {
        try {
            call.run();
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("it went through");
    }

    private void onBoth(String... statements) throws SQLException {
        for (String sql : statements) {
            guarded.raw(sql);
            raw.raw(sql);
        }
    }
}
