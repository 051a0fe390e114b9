package io.ddlguard.contract;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results: by portions, scrolled, updated, held. */
final class CursorIT extends Contract {

    @BeforeEach
    void table() throws Exception {
        given(
                "CREATE TABLE t (id int PRIMARY KEY, name text)",
                "INSERT INTO t SELECT n, 'n' || n FROM generate_series(1, 10) n");
    }

    @Test
    void rows_come_by_portions_within_a_transaction() throws Exception {
        connection.setAutoCommit(false);
        statement.setFetchSize(3);
        try (ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
            rows.next();
            seen.see("fetch size", rows::getFetchSize);
            seen.see("open at the server", this::openPortals);
            seen.does("in use", () -> connection.createStatement().execute("CREATE TABLE u (id int)"));
            seen.see("the others", () -> rows);
        }
        seen.see("open at the server", this::openPortals);
        ResultSet lost = statement.executeQuery("SELECT id FROM t ORDER BY id");
        lost.next();
        connection.commit();
        seen.see("after the commit", () -> lost);
    }

    /** On another statement, so that the first one's result stays open. */
    private Object openPortals() throws Exception {
        try (Statement asking = connection.createStatement()) {
            return Rendering.of(asking.executeQuery("SELECT count(*) FROM pg_cursors WHERE name LIKE 'C\\_%'"));
        }
    }

    @Test
    void a_scrollable_result_moves_every_way() throws Exception {
        try (Statement scrolling =
                        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                ResultSet rows = scrolling.executeQuery("SELECT id FROM t ORDER BY id")) {
            seen.see("last", rows::last);
            seen.see("row", rows::getRow);
            seen.see("absolute", () -> rows.absolute(-2) + " " + rows.getInt(1));
            seen.see("relative", () -> rows.relative(-3) + " " + rows.getInt(1));
            seen.see("previous", () -> rows.previous() + " " + rows.getInt("ID"));
            rows.beforeFirst();
            seen.see("before", rows::isBeforeFirst);
            rows.afterLast();
            seen.see("after", rows::isAfterLast);
            seen.see("off", () -> rows.getInt(1));
            seen.see("first", () -> rows.first() + " " + rows.isFirst());
            seen.see("column", () -> rows.findColumn("nope"));
            seen.see("type", rows::getType);
            seen.see("concurrency", rows::getConcurrency);
            seen.see("holdability", rows::getHoldability);
            seen.see("cursor", rows::getCursorName);
        }
        seen.see("forward only", () -> statement.executeQuery("SELECT 1").previous());
    }

    @Test
    void an_updatable_result_writes_rows() throws Exception {
        try (Statement updating =
                        connection.createStatement(ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE);
                ResultSet rows = updating.executeQuery("SELECT id, name FROM t ORDER BY id")) {
            rows.next();
            rows.updateString("name", "changed");
            seen.does("update", rows::updateRow);
            seen.see("updated", rows::rowUpdated);
            rows.next();
            seen.does("delete", rows::deleteRow);
            rows.moveToInsertRow();
            rows.updateInt(1, 77);
            rows.updateString(2, "inserted");
            seen.does("insert", rows::insertRow);
            rows.moveToCurrentRow();
            rows.next();
            rows.updateString(2, "given up");
            rows.cancelRowUpdates();
            seen.does("refresh", rows::refreshRow);
            seen.see("refreshed", () -> rows.getString(2));
            rows.moveToInsertRow();
            rows.updateInt(1, 77);
            seen.does("twice", rows::insertRow);
            seen.see("warnings", updating::getWarnings);
        }
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t ORDER BY id"));
        seen.see("not updatable", () -> {
            ResultSet rows = statement.executeQuery("SELECT id FROM t");
            rows.next();
            rows.deleteRow();
            return "done";
        });
    }

    @Test
    void a_held_result_outlives_the_commit() throws Exception {
        connection.setAutoCommit(false);
        try (Statement holding = connection.createStatement(
                ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, ResultSet.HOLD_CURSORS_OVER_COMMIT)) {
            holding.setFetchSize(2);
            ResultSet rows = holding.executeQuery("SELECT id FROM t ORDER BY id");
            rows.next();
            connection.commit();
            seen.see("others", () -> rows);
        }
    }

    @Test
    void sql_cursors_are_read_by_their_names() throws Exception {
        connection.setAutoCommit(false);
        seen.see("declare", () -> statement.executeUpdate("DECLARE c CURSOR FOR SELECT id FROM t ORDER BY id"));
        seen.see("fetch", () -> statement.executeQuery("FETCH 2 FROM c"));
        seen.see("move", () -> statement.executeUpdate("MOVE 3 IN c"));
        seen.see("update", () -> statement.executeUpdate("UPDATE t SET name = 'here' WHERE CURRENT OF c"));
        seen.see("close", () -> statement.executeUpdate("CLOSE c"));
        seen.see("rows", () -> statement.executeQuery("SELECT * FROM t WHERE name = 'here'"));
        connection.rollback();
    }

    @Test
    void a_second_execution_closes_the_first_result() throws Exception {
        ResultSet first = statement.executeQuery("SELECT 1");
        ResultSet second = statement.executeQuery("SELECT 2");
        seen.see("first", first::isClosed);
        seen.see("second", second::isClosed);
        statement.closeOnCompletion();
        seen.see("on completion", statement::isCloseOnCompletion);
        second.close();
        seen.see("statement", statement::isClosed);
        try (PreparedStatement prepared = connection.prepareStatement("SELECT 3")) {
            ResultSet third = prepared.executeQuery();
            ResultSet fourth = prepared.executeQuery();
            seen.see("third", third::isClosed);
            seen.see("fourth", fourth::isClosed);
        }
    }
}
