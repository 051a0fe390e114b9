package io.ddlguard.contract;

import java.sql.Connection;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors: the server's own, with their place, whole. */
@Tag("newest")
final class ErrorsIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given(
                "CREATE TABLE t (id int PRIMARY KEY CHECK (id > 0), name text NOT NULL)",
                "INSERT INTO t VALUES (1, 'a')");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "SELECT",
                "SELECT * FROM nowhere",
                "SELECT nothing FROM t",
                "SELECT 1 +",
                "SELECT 'never closed",
                "SELECT $$never closed",
                "SELECT /* never closed",
                "SELECT \"never closed",
                "CREATE TABEL x (id int)",
                "ALTER TABLE",
                "ALTER TABLE nowhere DROP COLUMN x",
                "ALTER TABLE t ADD COLUMN",
                "ALTER TABLE t ADD COLUMN name text",
                "ALTER TABLE t DROP COLUMN nowhere_at_all",
                "CREATE INDEX ON nowhere (id)",
                "CREATE INDEX ON t (nothing)",
                "CREATE INDEX CONCURRENTLY ON nowhere (id)",
                "CREATE TABLE t (id int)",
                "DROP TABLE nowhere",
                "DROP INDEX nowhere",
                "CREATE TABLE ü (ä int); SELECT 'é', nothing FROM ü",
                "SELECT 1; nonsense; SELECT 2",
                "SELECT 1; SELECT nothing FROM t",
                "INSERT INTO t VALUES (1, 'twice')",
                "INSERT INTO t VALUES (2, NULL)",
                "INSERT INTO t VALUES (-1, 'x')",
                "INSERT INTO t VALUES ('a', 'x')",
                "SELECT 1 / 0",
                "DO $$ BEGIN PERFORM 1 / 0; END $$",
                "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN nonsense; END $$",
                "CREATE INDEX CONCURRENTLY ON t (name); SELECT nonsense",
                "\uFEFFSELECT 1",
                "SELECT\u00A01",
                "SELECT \u0001",
                "\\dt",
                "GRANT ALL ON nowhere TO nobody",
                "COPY t FROM '/nonexistent/file'",
                "SET nonsense = 1",
                "EXECUTE not_prepared",
                "MERGE INTO t USING t s ON false WHEN NOT MATCHED THEN DO SOMETHING",
                "CREATE TABLE x (id int) -- a comment\n  NONSENSE HERE"
            })
    void bad_sql_gets_the_servers_own_error(String sql) throws Exception {
        seen.see("execute", () -> statement.execute(sql));
        seen.see("prepared", () -> connection.prepareStatement(sql).execute());
        connection.setAutoCommit(false);
        seen.see("in a transaction", () -> statement.executeUpdate(sql));
        seen.see("and after", () -> statement.execute("SELECT 1"));
        connection.rollback();
    }

    @Test
    void text_that_is_no_text_is_refused_as_by_the_driver() throws Exception {
        seen.see("null", () -> statement.execute(null));
        seen.see("null, update", () -> statement.executeUpdate(null));
        seen.see("null, prepared", () -> connection.prepareStatement(null));
        seen.does("null, batch", () -> statement.addBatch(null));
        seen.see("zero byte", () -> statement.execute("SELECT '\0'"));
        seen.see("zero byte, ddl", () -> statement.execute("CREATE TABLE x\0 (id int)"));
        seen.see("half a surrogate", () -> statement.execute("SELECT '\ud800'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void details_are_told_as_the_driver_is_told_to(String details) throws Exception {
        try (Connection telling = connect(Map.of("logServerErrorDetail", details))) {
            seen.see("twice", () -> telling.createStatement().execute("INSERT INTO t VALUES (1, 'twice')"));
            seen.see("ddl", () -> telling.createStatement().execute("CREATE TABLE t (id int)"));
        }
    }

    @Test
    void a_connection_that_cannot_be_opened_says_why_as_raw() throws Exception {
        seen.see("user", () -> connect(Map.of("user", "nobody_of_that_name")));
        seen.see("parameter", () -> connect(Map.of("preferQueryMode", "nonsense")));
        seen.see("schema", () -> connect(Map.of("currentSchema", "no_such_schema"))
                .createStatement()
                .execute("CREATE TABLE x (id int)"));
        seen.see("option", () -> connect(Map.of("options", "-c nonsense=1")));
    }

    @Test
    void strings_that_do_not_conform_are_read_by_the_server() throws Exception {
        statement.execute("SET standard_conforming_strings = off");
        statement.execute("SET escape_string_warning = off");
        seen.see("plain", () -> statement.executeUpdate("INSERT INTO t VALUES (9, 'it\\'s')"));
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
    }
}
