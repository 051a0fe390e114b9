package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.pgparser.tree.ColumnRef;
import io.ddlguard.pgparser.tree.DropStmt;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.SelectStmt;
import io.ddlguard.pgparser.tree.WithClause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementOffsetsTest {

    @Test
    void separates_lead_statement_and_tail() throws PgSyntaxException {
        String sql = " -- first\n/* a; /* nested; */ */ SELECT 1 /* tail */ ; ; -- between; \n\tDROP TABLE t -- end";
        List<RawStatement> statements = PgParser.parse(sql);
        assertThat(statements).hasSize(2);
        assertThat(text(sql, statements.get(0))).isEqualTo("SELECT 1");
        assertThat(lead(sql, statements.get(0))).isEqualTo(" -- first\n/* a; /* nested; */ */ ");
        assertThat(text(sql, statements.get(1))).isEqualTo("DROP TABLE t");
        assertThat(lead(sql, statements.get(1))).isEqualTo(" -- between; \n\t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'ä', a FROM t",
                "SELECT '€', a FROM t",
                "SELECT '😀', a FROM t",
                "-- ä€😀\r\nSELECT 'x',\r\n a\r\nFROM t",
                "SELECT 1; SELECT '--', '/*', \"ä😀\".a FROM t ; /* 😀 */ ;",
                "/* 😀😀 */ SELECT $$ ; 😀 $$, a FROM t -- €",
            })
    void counts_characters_whatever_their_width_in_bytes(String sql) throws PgSyntaxException {
        List<RawStatement> statements = PgParser.parse(sql);
        RawStatement last = statements.get(statements.size() - 1);
        assertThat(text(sql, last)).startsWith("SELECT ").endsWith("t");
        RangeVar table = first(RangeVar.class, last.node());
        assertThat(sql.substring(table.location())).startsWith("t");
        ColumnRef column = first(ColumnRef.class, last.node());
        assertThat(sql.substring(column.location())).matches("(?s)(\"ä😀\"\\.)?a\\s+FROM t.*");
    }

    @Test
    void gives_every_statement_of_a_script_its_own_text() throws PgSyntaxException {
        StringBuilder sql = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String statement = "INSERT INTO \"täble\" VALUES (" + i + ", '€;😀''')";
            expected.add(statement);
            sql.append(i % 3 == 0 ? "-- note; ä\r\n" : "\t").append(statement).append(i % 2 == 0 ? ";" : "\n;\n");
        }
        assertThat(PgParser.parse(sql.toString()))
                .extracting(s -> text(sql.toString(), s))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t", ";;", "-- nothing", "/* ä */ ; -- 😀\n;"})
    void finds_no_statement_where_there_is_none(String sql) throws PgSyntaxException {
        assertThat(PgParser.parse(sql)).isEmpty();
    }

    @Test
    void tells_a_position_at_the_first_character_from_none() throws PgSyntaxException {
        SelectStmt with = (SelectStmt)
                PgParser.parse("WITH a AS (SELECT 1) SELECT 1").get(0).node();
        assertThat(with.withClause()).extracting(WithClause::location).isEqualTo(0);
        SelectStmt table = (SelectStmt) PgParser.parse("TABLE a").get(0).node();
        assertThat(first(ColumnRef.class, table).location()).isEqualTo(-1);
    }

    @Test
    void ends_a_statement_before_a_comment_that_is_last() throws PgSyntaxException {
        String sql = "DROP TABLE \"a--b\" /* 😀 */ -- ä";
        RawStatement drop = PgParser.parse(sql).get(0);
        assertThat(drop.node()).isInstanceOf(DropStmt.class);
        assertThat(text(sql, drop)).isEqualTo("DROP TABLE \"a--b\"");
    }

    private static String text(String sql, RawStatement statement) {
        return sql.substring(statement.start(), statement.end());
    }

    private static String lead(String sql, RawStatement statement) {
        return sql.substring(statement.leadStart(), statement.start());
    }

    private static <N extends Node> N first(Class<N> type, Node root) {
        List<N> found = new ArrayList<>();
        collect(type, root, found);
        return found.get(0);
    }

    private static <N extends Node> void collect(Class<N> type, Node node, List<N> found) {
        if (type.isInstance(node)) {
            found.add(type.cast(node));
        }
        node.forEachChild(child -> collect(type, child, found));
    }
}
