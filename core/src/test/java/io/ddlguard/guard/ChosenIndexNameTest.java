package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A statement that leaves its index unnamed gets the name that PostgreSQL would have chosen: the same statements are run
 * on two identical databases, once guarded and once not.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ChosenIndexNameTest {

    private static final String LONG = "a_name_of_exactly_sixty_three_bytes_which_is_all_there_is_abcde";
    private static final String MULTI_BYTE = "größenänderungsübersichtstabelle_für_äußere_maße_ÄÖÜ";

    private static final List<String> TABLES = List.of(
            "CREATE TYPE pair AS (l int, r int)",
            "CREATE TABLE t (id int, a text, b text, n numeric, d date, at timestamptz, j jsonb, arr int[], p pair,"
                    + " \"Mixed Case\" text, \"quo\"\"te\" text, expr int, a1 text, x xml, r int4range)",
            "CREATE TABLE \"Mixed Table\" (id int, \"Mixed Case\" text)",
            "CREATE TABLE " + LONG + " (id int, " + LONG.replace('a', 'c') + " int)",
            "CREATE TABLE \"" + MULTI_BYTE + "\" (id int, \"" + MULTI_BYTE + "\" int, \"日本語の列名前がとても長いので切り詰められます\" int)",
            "CREATE TABLE pt (id int, a text) PARTITION BY LIST (id)",
            "CREATE TABLE pt_1 PARTITION OF pt FOR VALUES IN (1)",
            "CREATE TABLE pt_2 PARTITION OF pt FOR VALUES IN (2) PARTITION BY LIST (a)",
            "CREATE TABLE pt_2_x PARTITION OF pt_2 FOR VALUES IN ('x')",
            "CREATE TABLE pt_" + LONG.substring(0, 60) + " PARTITION OF pt FOR VALUES IN (3)",
            "CREATE FUNCTION same(i int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT i'",
            "INSERT INTO t (id, a) VALUES (1, 'x')",
            "INSERT INTO \"Mixed Table\" VALUES (1, 'x')",
            "INSERT INTO " + LONG + " VALUES (1, 1)",
            "INSERT INTO \"" + MULTI_BYTE + "\" VALUES (1, 1, 1)",
            "INSERT INTO pt VALUES (1, 'x'), (2, 'x'), (3, 'x')");

    private final String guardedUrl = Door.database();
    private final String rawUrl = Door.database();
    private Door guarded;
    private Door other;
    private Door raw;

    @BeforeAll
    void two_identical_databases() throws SQLException {
        guarded = Door.open(Door.guard(), guardedUrl);
        other = Door.open(Door.guard(), guardedUrl);
        raw = Door.open(Door.guard(), rawUrl);
        for (String sql : TABLES) {
            guarded.raw(sql);
            raw.raw(sql);
        }
    }

    @AfterAll
    void close() throws SQLException {
        guarded.close();
        other.close();
        raw.close();
    }

    @ParameterizedTest
    @MethodSource
    void is_the_one_that_the_server_would_have_chosen(List<String> statements) throws SQLException {
        for (String sql : statements) {
            guarded.begin();
            guarded.execute(sql);
            if (sql.contains("INDEX ON")) {
                assertThat(other.one("SELECT count(*) > 0 FROM pg_class WHERE relname LIKE '\\_dg\\_%'"))
                        .as("built outside the transaction: %s", sql)
                        .isEqualTo("t");
            }
            guarded.commit();
            guarded.connection.setAutoCommit(true);
            raw.raw(sql);
        }
        assertThat(indexes(guarded)).isEqualTo(indexes(raw)).isNotEmpty();
    }

    @AfterEach
    void drop_what_the_statements_made() throws SQLException {
        for (Door door : List.of(guarded, raw)) {
            door.raw("DO $$DECLARE i regclass; BEGIN FOR i IN SELECT oid FROM pg_class WHERE relkind IN ('i', 'I') AND"
                    + " relnamespace = 'public'::regnamespace AND NOT relispartition LOOP"
                    + " EXECUTE format('DROP INDEX %s', i); END LOOP; END$$");
            door.raw("DROP TABLE IF EXISTS pt_1_a_idx");
            door.raw("DROP TABLE IF EXISTS t_a_idx");
            door.raw("DROP SEQUENCE IF EXISTS t_a_idx1");
        }
    }

    static Stream<List<String>> is_the_one_that_the_server_would_have_chosen() {
        Stream<String> columns = Stream.of(
                "a",
                "a, b",
                "a, a",
                "a, a, a1, a",
                "\"Mixed Case\"",
                "\"quo\"\"te\"",
                "a DESC NULLS LAST, b text_pattern_ops",
                "a COLLATE \"C\"",
                "a) INCLUDE (b, a",
                "lower(a)",
                "lower(a), lower(b)",
                "lower(a), upper(b), lower",
                "pg_catalog.lower(a)",
                "(a || b)",
                "(a || b), (b || a)",
                "(a || b), expr",
                "expr, (a || b)",
                "(id + 1)",
                "(- id)",
                "(NOT (id > 1))",
                "(id > 1 AND id < 5)",
                "(id IS NULL)",
                "(id IN (1, 2))",
                "(a LIKE 'x%')",
                "(id BETWEEN 1 AND 2)",
                "(id::text)",
                "(id::numeric(10, 2))",
                "(CAST(id AS bigint))",
                "((id + 1)::bigint)",
                "(lower(a)::varchar)",
                "((a || b)::varchar(10))",
                "(('x' || a)::text COLLATE \"C\")",
                "(CASE WHEN id > 1 THEN a ELSE b END)",
                "(CASE WHEN id > 1 THEN 1 ELSE 2 END)",
                "(CASE WHEN id > 1 THEN 1 END)",
                "(CASE id WHEN 1 THEN 'x' ELSE lower(a) END)",
                "(COALESCE(a, b))",
                "(NULLIF(a, b))",
                "(GREATEST(id, 1))",
                "(LEAST(id, 1))",
                "(ARRAY[id, 1])",
                "(arr[1])",
                "((arr)[1])",
                "((p).l)",
                "(j -> 'k')",
                "((j ->> 'k')::int)",
                "((j #>> '{a,b}'))",
                "(at AT TIME ZONE 'UTC')",
                "(extract(year FROM d))",
                "(date_trunc('day', at AT TIME ZONE 'UTC'))",
                "(substring(a FROM 1 FOR 2))",
                "(position('x' IN a))",
                "(trim(both FROM a))",
                "(overlay(a PLACING 'x' FROM 1))",
                "same(id), same(id)",
                "(same(id))",
                "((x IS DOCUMENT))",
                "(xmlserialize(CONTENT x AS text))",
                "(true)",
                "(1)",
                "(NULL::int)",
                "((id, 1) = (1, id))",
                "(id = ANY (ARRAY[1, 2]))",
                "(a IS DISTINCT FROM b)",
                "((a)::\"char\")",
                "(upper(r))");
        Stream<List<String>> single =
                columns.map(column -> List.of("CREATE INDEX ON t (" + column.replaceFirst(", lower$", ", n") + ")"));
        Stream<List<String>> others = Stream.of(
                List.of("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a)", "CREATE UNIQUE INDEX ON t (a)"),
                List.of("CREATE TABLE t_a_idx (i int)", "CREATE SEQUENCE t_a_idx1", "CREATE INDEX ON t (a)"),
                List.of("CREATE INDEX ON t USING hash (a)"),
                List.of("CREATE INDEX ON t USING gin (j)", "CREATE INDEX ON t USING gin (j jsonb_path_ops)"),
                List.of("CREATE INDEX ON t (a) WHERE b IS NOT NULL"),
                List.of("CREATE UNIQUE INDEX ON t (id) INCLUDE (a, b, n, d, at, j, arr, \"Mixed Case\", a1)"),
                List.of("CREATE INDEX ON t (a, b, n, d, at, j, id, \"Mixed Case\", \"quo\"\"te\", expr, a1, arr)"),
                List.of("CREATE INDEX ON \"Mixed Table\" (\"Mixed Case\")"),
                List.of("CREATE INDEX ON public.\"Mixed Table\" (id, \"Mixed Case\")"),
                List.of("CREATE INDEX ON " + LONG + " (id)", "CREATE INDEX ON " + LONG + " (id)"),
                List.of("CREATE INDEX ON " + LONG + " (" + LONG.replace('a', 'c') + ")"),
                List.of("CREATE INDEX ON " + LONG + " (" + LONG.replace('a', 'c') + ", " + LONG.replace('a', 'c')
                        + ")"),
                List.of("CREATE INDEX ON \"" + MULTI_BYTE + "\" (id)"),
                List.of("CREATE INDEX ON \"" + MULTI_BYTE + "\" (\"" + MULTI_BYTE + "\")"),
                List.of("CREATE INDEX ON \"" + MULTI_BYTE + "\" (\"日本語の列名前がとても長いので切り詰められます\")"),
                List.of(
                        "CREATE INDEX ON \"" + MULTI_BYTE + "\" (\"日本語の列名前がとても長いので切り詰められます\", id, \"" + MULTI_BYTE
                                + "\")",
                        "CREATE INDEX ON \"" + MULTI_BYTE + "\" (\"日本語の列名前がとても長いので切り詰められます\", id, \"" + MULTI_BYTE
                                + "\")"),
                List.of("CREATE INDEX ON pt (a)"),
                List.of("CREATE INDEX ON pt (a)", "CREATE INDEX ON pt (lower(a), id)", "CREATE INDEX ON pt_1 (a)"),
                List.of("CREATE TABLE pt_1_a_idx (i int)", "CREATE INDEX named ON pt (a)"));
        return Stream.concat(single, others);
    }

    private static String indexes(Door door) throws SQLException {
        return door.one("SELECT string_agg(c.relname || ' ' || pg_get_indexdef(i.indexrelid) || i.indisvalid"
                + " || (SELECT coalesce(string_agg(p.inhparent::regclass::text, ','), '')"
                + " FROM pg_inherits p WHERE p.inhrelid = i.indexrelid),"
                + " chr(10) ORDER BY c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                + " WHERE c.relnamespace = 'public'::regnamespace");
    }
}
