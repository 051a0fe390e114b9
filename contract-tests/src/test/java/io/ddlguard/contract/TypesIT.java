package io.ddlguard.contract;

import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLXML;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays, XML, large values and escapes. */
@Tag("newest")
final class TypesIT extends Contract {

    @BeforeEach
    void zone() throws Exception {
        given("SET TIME ZONE 'UTC'");
    }

    @Test
    void arrays_go_in_and_out() throws Exception {
        Array numbers = connection.createArrayOf("int4", new Integer[] {1, null, 3});
        seen.see("made", () -> numbers);
        seen.see("as rows", numbers::getResultSet);
        seen.see("part", () -> numbers.getArray(1, 2));
        seen.see("type", numbers::getBaseType);
        try (PreparedStatement prepared =
                connection.prepareStatement("SELECT ?::int[] AS a, ?::text[][] AS b, ? AS c")) {
            prepared.setArray(1, numbers);
            prepared.setArray(2, connection.createArrayOf("text", new String[][] {{"a", "b"}, {"c", null}}));
            prepared.setObject(3, new int[] {7, 8});
            try (ResultSet rows = prepared.executeQuery()) {
                rows.next();
                seen.see("a", () -> rows.getArray(1));
                seen.see("b", () -> rows.getArray("b"));
                seen.see("c", () -> rows.getObject(3));
                seen.see("a as rows", () -> rows.getArray(1).getResultSet());
            }
        }
        numbers.free();
        seen.see("freed", numbers::getArray);
        seen.see("unknown", () -> connection.createArrayOf("no_such_type", new Object[] {}));
        seen.see("struct", () -> connection.createStruct("x", new Object[] {}));
    }

    @Test
    void xml_goes_in_and_out() throws Exception {
        SQLXML xml = connection.createSQLXML();
        xml.setString("<a><b>1</b></a>");
        try (PreparedStatement prepared = connection.prepareStatement("SELECT ?::xml::text")) {
            prepared.setSQLXML(1, xml);
            seen.see("in", () -> prepared.executeQuery());
        }
        SQLXML unread = connection.createSQLXML();
        seen.see("unset", unread::getString);
        seen.see("source", () -> unread.setResult(javax.xml.transform.dom.DOMResult.class) != null);
        unread.free();
        seen.see("freed", unread::getString);
    }

    @Test
    void large_values_are_made_as_the_driver_makes_them() throws Exception {
        given("CREATE TABLE t (b oid, c oid)");
        seen.see("blob", connection::createBlob);
        seen.see("clob", connection::createClob);
        seen.see("nclob", connection::createNClob);
        connection.setAutoCommit(false);
        try (PreparedStatement prepared = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
            prepared.setBlob(1, new java.io.ByteArrayInputStream(new byte[] {1, 2, 3}));
            seen.does("reader", () -> prepared.setClob(2, new java.io.StringReader("clob"), 4));
            prepared.setNull(2, java.sql.Types.CLOB);
            seen.see("insert", () -> prepared.executeUpdate());
        }
        try (ResultSet rows = statement.executeQuery("SELECT * FROM t")) {
            rows.next();
            Blob blob = rows.getBlob(1);
            seen.see("blob", () -> blob);
            seen.see("position", () -> blob.position(new byte[] {2}, 1));
            Clob clob = rows.getClob("c");
            seen.see("clob", () -> clob);
            blob.free();
            seen.see("freed", blob::length);
        }
        connection.rollback();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT {d '2026-01-02'}, {t '03:04:05'}, {ts '2026-01-02 03:04:05'}",
                "SELECT {fn upper('a')}, {fn concat('a', 'b')}, {fn mod(7, 4)}",
                "SELECT * FROM {oj (VALUES (1)) a(x) LEFT OUTER JOIN (VALUES (1)) b(y) ON x = y}",
                "SELECT 'a%b' LIKE 'a|%b' {escape '|'}",
                "SELECT '{d ''2026-01-02''}'",
                "SELECT {fn no_such_function(1)}",
                "SELECT {broken",
                "CREATE TABLE e AS SELECT {d '2026-01-02'} AS day",
                "CREATE TABLE e (day date DEFAULT {d '2026-01-02'}); INSERT INTO e DEFAULT VALUES; SELECT * FROM e"
            })
    void escapes_are_the_drivers(String sql) throws Exception {
        seen.see("native", () -> connection.nativeSQL(sql));
        seeExecute(sql);
        statement.execute("DROP TABLE IF EXISTS e");
        statement.setEscapeProcessing(false);
        seeExecute(sql);
        statement.execute("DROP TABLE IF EXISTS e");
        seen.see("prepared", () -> connection.prepareStatement(sql).execute());
    }

    @Test
    void columns_are_read_as_every_class() throws Exception {
        try (ResultSet rows = statement.executeQuery("SELECT 1::int AS i, 2.5::numeric AS n, 'x'::text AS s, true AS b,"
                + " DATE '2026-01-02' AS d, TIMESTAMPTZ '2026-01-02 03:04:05Z' AS z, '\\x01'::bytea AS y,"
                + " '00000000-0000-0001-0000-000000000002'::uuid AS u, NULL::int AS e, '{\"a\": 1}'::json AS j")) {
            rows.next();
            for (int i = 1; i <= 10; i++) {
                int column = i;
                seen.see("object " + i, () -> rows.getObject(column));
                seen.see("string " + i, () -> rows.getString(column));
                seen.see("int " + i, () -> rows.getInt(column));
                seen.see("null " + i, rows::wasNull);
            }
            seen.see("date", () -> rows.getObject("d", LocalDate.class));
            seen.see("uuid", () -> rows.getObject("u", UUID.class));
            seen.see("url", () -> rows.getURL(3));
            seen.see("row id", () -> rows.getRowId(1));
            seen.see("columns", rows::getMetaData);
        }
    }
}
