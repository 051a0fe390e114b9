package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CREATE INDEX on a partitioned table, from end to end: what is there afterwards is what the raw server would have made
 * of the same database, and what fails or is rolled back leaves nothing.
 */
@TestInstance(Lifecycle.PER_CLASS)
class PartitionedCreateIndexTest {

    private static final List<String> TABLES = List.of(
            "CREATE TABLE events (id int NOT NULL, at date NOT NULL, kind text, note text) PARTITION BY RANGE (at)",
            "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
                    + " PARTITION BY LIST (kind)",
            "CREATE TABLE events_2025_a PARTITION OF events_2025 FOR VALUES IN ('a')",
            "CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT",
            "CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "CREATE TABLE events_rest PARTITION OF events DEFAULT",
            "CREATE SCHEMA archive",
            "CREATE TABLE archive.\"Events 2024\" (kind text, id int NOT NULL, note text, at date NOT NULL)",
            "INSERT INTO archive.\"Events 2024\" VALUES ('a', 0, 'n', '2024-05-05')",
            "ALTER TABLE events ATTACH PARTITION archive.\"Events 2024\" FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
            "INSERT INTO events SELECT i, date '2025-01-01' + i, chr(97 + i % 3), 'n' FROM generate_series(1, 1000) i");

    private final String guardedUrl = Door.database();
    private final String rawUrl = Door.database();
    private Door guarded;
    private Door raw;

    @BeforeEach
    void two_identical_databases() throws SQLException {
        guarded = Door.open(Door.guard(), guardedUrl);
        raw = Door.open(Door.guard(), rawUrl);
        onBoth(List.of("DROP SCHEMA IF EXISTS archive CASCADE", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"));
        onBoth(TABLES);
    }

    @AfterEach
    void close() throws SQLException {
        guarded.close();
        raw.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX events_note ON events (note)",
                "CREATE INDEX ON events (note, id)",
                "CREATE INDEX ON events (lower(note) DESC NULLS LAST) INCLUDE (id) WHERE id > 5",
                "CREATE UNIQUE INDEX ON events (id, at, kind)",
                "CREATE INDEX IF NOT EXISTS \"By Kind\" ON public.events USING hash (kind)",
                "CREATE INDEX ON events USING brin (at) WITH (pages_per_range = 8)",
            })
    void makes_the_indexes_that_the_server_would_have_made(String sql) throws SQLException {
        guarded.begin();
        guarded.execute(sql);
        guarded.commit();
        raw.raw(sql);
        assertThat(schema(guarded))
                .isEqualTo(schema(raw))
                .contains("events_2025_a")
                .doesNotContain("_dg_");
    }

    @Test
    void makes_the_same_in_autocommit() throws SQLException {
        guarded.execute("CREATE INDEX events_note ON events (note)");
        raw.raw("CREATE INDEX events_note ON events (note)");
        assertThat(schema(guarded)).isEqualTo(schema(raw));
    }

    @Test
    void attaches_an_index_that_a_leaf_has_already() throws SQLException {
        onBoth(List.of("CREATE INDEX mine ON events_2026 (note)", "CREATE INDEX other ON events_2026 (note, id)"));
        String before = guarded.one("SELECT 'mine'::regclass::oid::text || pg_relation_filenode('mine')");
        guarded.begin();
        guarded.execute("CREATE INDEX events_note ON events (note)");
        guarded.commit();
        raw.raw("CREATE INDEX events_note ON events (note)");
        assertThat(schema(guarded)).isEqualTo(schema(raw));
        assertThat(guarded.one("SELECT 'mine'::regclass::oid::text || pg_relation_filenode('mine')"))
                .isEqualTo(before);
    }

    @Test
    void attaches_an_index_that_a_partitioned_partition_has_already() throws SQLException {
        onBoth(List.of("CREATE INDEX mine ON events_2025 (note)"));
        guarded.begin();
        guarded.execute("CREATE INDEX events_note ON events (note)");
        guarded.commit();
        raw.raw("CREATE INDEX events_note ON events (note)");
        assertThat(schema(guarded)).isEqualTo(schema(raw));
    }

    @Test
    void leaves_nothing_when_the_transaction_rolls_back() throws SQLException {
        String before = schema(guarded);
        guarded.begin();
        guarded.execute("CREATE INDEX events_note ON events (note)");
        assertThat(guarded.one("SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%(note)'"))
                .isEqualTo("7");
        guarded.rollback();
        assertThat(schema(guarded)).isEqualTo(before);
    }

    @Test
    void leaves_a_leafs_own_index_as_it_was_when_the_transaction_rolls_back() throws SQLException {
        guarded.raw("CREATE INDEX mine ON events_2026 (note)");
        String before = schema(guarded);
        guarded.begin();
        guarded.execute("CREATE INDEX events_note ON events (note)");
        guarded.rollback();
        assertThat(schema(guarded)).isEqualTo(before);
    }

    @Test
    void knows_an_index_on_another_column_of_the_same_letters_from_the_one_it_needs() throws SQLException {
        onBoth(List.of(
                "ALTER TABLE events ADD COLUMN \"Note\" text",
                "CREATE INDEX mine ON events_2026 (\"Note\")",
                "CREATE INDEX other ON events_2026 (id) WHERE kind = 'A'"));
        guarded.execute("CREATE INDEX ON events (note)");
        raw.raw("CREATE INDEX ON events (note)");
        guarded.execute("CREATE INDEX ON events (id) WHERE kind = 'a'");
        raw.raw("CREATE INDEX ON events (id) WHERE kind = 'a'");
        assertThat(schema(guarded)).isEqualTo(schema(raw));
    }

    @Test
    void leaves_a_leafs_own_index_as_it_was_when_another_leaf_fails() throws SQLException {
        onBoth(List.of(
                "CREATE UNIQUE INDEX mine ON events_2026 (id, at, kind)",
                "INSERT INTO events VALUES (1, '2030-01-01', 'x', 'n'), (1, '2030-01-01', 'x', 'n')"));
        String before = schema(guarded);
        assertThatThrownBy(() -> guarded.execute("CREATE UNIQUE INDEX ON events (id, at, kind)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThat(schema(guarded)).isEqualTo(before);
    }

    @Test
    void gives_up_where_a_reader_keeps_it_from_attaching_a_leafs_own_index() throws SQLException {
        guarded.raw("CREATE INDEX mine ON events_2026 (note)");
        raw.close();
        raw = Door.open(Door.guard(), guardedUrl);
        raw.begin();
        raw.one("SELECT count(*) FROM events_2026");
        // Lets go of the snapshot, which every build would wait for, and keeps the lock on the index.
        raw.raw("SHOW server_version");
        assertThatThrownBy(() -> guarded.execute("CREATE INDEX events_note ON events (note)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
        raw.rollback();
        assertThat(schema(guarded)).contains("CREATE INDEX mine ON public.events_2026 USING btree (note)");
        assertThat(guarded.one("SELECT count(*) FROM pg_inherits WHERE inhrelid = 'mine'::regclass"))
                .isEqualTo("0");
    }

    @Test
    void fails_over_duplicates_in_one_leaf_as_the_server_would_and_leaves_nothing() throws SQLException {
        onBoth(List.of("INSERT INTO events SELECT id, at, kind, note FROM events_2026 WHERE id = 500"));
        String before = schema(guarded);
        guarded.begin();
        assertThatThrownBy(() -> guarded.execute("CREATE UNIQUE INDEX events_key ON events (id, at, kind)"))
                .isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getSQLState()).isEqualTo("23505");
                    assertThat(e.getMessage()).contains("is duplicated").doesNotContain("_dg_");
                });
        guarded.rollback();
        guarded.connection.setAutoCommit(true);
        assertThat(schema(guarded)).isEqualTo(before);
        assertThatThrownBy(() -> guarded.execute("CREATE UNIQUE INDEX events_key ON events (id, at, kind)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThat(schema(guarded)).isEqualTo(before);
    }

    @Test
    void fails_without_the_partition_key_in_a_unique_index_as_the_server_would() throws SQLException {
        String before = schema(guarded);
        assertThatThrownBy(() -> guarded.execute("CREATE UNIQUE INDEX ON events (id)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
        assertThat(schema(guarded)).isEqualTo(before);
    }

    private void onBoth(List<String> statements) throws SQLException {
        for (String sql : statements) {
            guarded.raw(sql);
            raw.raw(sql);
        }
    }

    /** Every index, whether it is valid, and what it is attached to. */
    private static String schema(Door door) throws SQLException {
        return door.one("SELECT coalesce(string_agg(pg_get_indexdef(i.indexrelid)"
                + " || CASE WHEN i.indisvalid AND i.indisready THEN '' ELSE ' INVALID' END"
                + " || coalesce((SELECT ' attached to ' || p.inhparent::regclass FROM pg_inherits p"
                + " WHERE p.inhrelid = i.indexrelid), ''), chr(10) ORDER BY i.indexrelid::regclass::text), '')"
                + " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'archive')");
    }
}
