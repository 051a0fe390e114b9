package io.ddlguard.contract;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGStatement;

/** Prepared statements: parameters, metadata, and the change to a server-side one. */
final class PreparedIT extends Contract {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 1; SELECT 2",
                "INSERT INTO t VALUES (1), (2)",
                "UPDATE t SET name = 'x'",
                "CREATE TABLE IF NOT EXISTS u (id int)",
                "CREATE INDEX IF NOT EXISTS i ON t (name)",
                "ALTER TABLE t ADD COLUMN IF NOT EXISTS c int",
                "DO $$ BEGIN RAISE NOTICE 'n'; END $$",
                "SELECT * FROM nowhere",
                "nonsense",
                ""
            })
    void a_prepared_text_gives_what_the_driver_gives_each_time(String sql) throws Exception {
        given("CREATE TABLE t (id int, name text)");
        seen.see("prepare", () -> {
            try (PreparedStatement prepared = connection.prepareStatement(sql)) {
                for (int i = 0; i < 7; i++) {
                    seen.see("execute", prepared::execute);
                    seen.see("count", prepared::getUpdateCount);
                    seen.see("rows", prepared::getResultSet);
                    seen.see("more", prepared::getMoreResults);
                    seen.see("warnings", prepared::getWarnings);
                    prepared.clearWarnings();
                }
                seen.see("executeUpdate", () -> prepared.executeUpdate());
                seen.see("executeLargeUpdate", () -> prepared.executeLargeUpdate());
                seen.see("executeQuery", () -> prepared.executeQuery());
                seen.see("columns", prepared::getMetaData);
                seen.see("parameters", prepared::getParameterMetaData);
                seen.see("a text", () -> prepared.execute("SELECT 1"));
                seen.see("a text", () -> prepared.executeUpdate("SELECT 1"));
                seen.see("a text", () -> prepared.executeQuery("SELECT 1"));
            }
            return "done";
        });
    }

    @Test
    void parameters_of_many_types_arrive() throws Exception {
        given("CREATE TABLE t (a int, b bigint, c numeric, d text, e boolean, f date, g timestamptz, h uuid, i bytea,"
                + " j float8, k text)");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, 1);
            insert.setLong(2, 2L);
            insert.setBigDecimal(3, new BigDecimal("3.50"));
            insert.setString(4, "vier");
            insert.setBoolean(5, true);
            insert.setObject(6, LocalDate.of(2026, 1, 2));
            insert.setObject(7, OffsetDateTime.parse("2026-01-02T03:04:05Z"));
            insert.setObject(8, new UUID(1, 2));
            insert.setBinaryStream(9, new ByteArrayInputStream(new byte[] {9, 9}), 2);
            insert.setDouble(10, 10.5);
            insert.setCharacterStream(11, new StringReader("elf"));
            seen.see("parameters", insert::getParameterMetaData);
            seen.see("insert", () -> insert.executeUpdate());
            insert.setNull(1, Types.INTEGER);
            insert.setNull(4, Types.VARCHAR, "text");
            insert.setBytes(9, new byte[] {1});
            seen.see("again", () -> insert.executeUpdate());
            insert.clearParameters();
            seen.see("cleared", () -> insert.executeUpdate());
            seen.does("out of range", () -> insert.setInt(12, 1));
        }
        connection.createStatement().execute("SET TIME ZONE 'UTC'");
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t"));
    }

    @Test
    void question_marks_and_placeholders_are_the_drivers() throws Exception {
        try (PreparedStatement prepared =
                connection.prepareStatement("SELECT '{\"a\": 1}'::jsonb ?? ?, '?' AS \"?\", $$?$$ -- ?\n /* ? */")) {
            prepared.setString(1, "a");
            seen.see("rows", () -> prepared.executeQuery());
            seen.see("shown", prepared::toString);
        }
        seen.see("plain", () -> statement.executeQuery("SELECT '{\"a\": 1}'::jsonb ? 'a'"));
        seen.see("plain, doubled", () -> statement.executeQuery("SELECT '{\"a\": 1}'::jsonb ?? 'a'"));
        seen.see("native", () -> connection.nativeSQL("SELECT ?? , {d '2026-01-01'}, {fn upper('a')}"));
    }

    @Test
    void the_text_with_its_parameters_is_shown_as_the_driver_shows_it() throws Exception {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT ?::int + ?::int AS sum")) {
            seen.see("empty", prepared::toString);
            prepared.setInt(1, 20);
            prepared.setInt(2, 22);
            seen.see("filled", prepared::toString);
            seen.see("rows", () -> prepared.executeQuery());
        }
    }

    @Test
    void a_statement_becomes_a_server_side_one_when_the_driver_says_so() throws Exception {
        try (PreparedStatement prepared = connection.prepareStatement("SELECT ?::int")) {
            PGStatement counting = prepared.unwrap(PGStatement.class);
            counting.setPrepareThreshold(3);
            for (int i = 0; i < 5; i++) {
                prepared.setInt(1, i);
                prepared.executeQuery().close();
                seen.see("server-side", counting::isUseServerPrepare);
                seen.see(
                        "known to the server",
                        () -> statement.executeQuery(
                                "SELECT statement FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int%'"));
            }
        }
    }

    @Test
    void a_changed_table_under_a_server_side_statement_is_what_it_is_raw() throws Exception {
        given("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
        connection.setAutoCommit(false);
        try (PreparedStatement prepared = connection.prepareStatement("SELECT * FROM t")) {
            prepared.unwrap(PGStatement.class).setPrepareThreshold(1);
            seen.see("before", () -> prepared.executeQuery());
            seen.see("before", () -> prepared.executeQuery());
            statement.execute("ALTER TABLE t ADD COLUMN b int DEFAULT 2");
            seen.see("after", () -> prepared.executeQuery());
            seen.see("state", () -> statement.execute("SELECT 1"));
        }
        connection.rollback();
    }
}
