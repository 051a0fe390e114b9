package io.ddlguard.pgparser;

import static io.ddlguard.pgparser.PlpgsqlStatement.Kind.DYNAMIC;
import static io.ddlguard.pgparser.PlpgsqlStatement.Kind.EXPRESSION;
import static io.ddlguard.pgparser.PlpgsqlStatement.Kind.SQL;
import static io.ddlguard.pgparser.PlpgsqlStatement.Kind.TRANSACTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlpgsqlTest {

    @Test
    void finds_the_sql_of_a_do_block_in_its_order() throws PgSyntaxException {
        assertThat(PgParser.parsePlpgsql("""
                        DO $do$
                        DECLARE n int := f(1);
                                c CURSOR FOR SELECT 'ä€😀';
                        BEGIN
                          PERFORM g(n);
                          IF n > 1 THEN
                            DROP TABLE a;
                          ELSIF h() THEN
                            TRUNCATE b;
                          ELSE
                            BEGIN
                              ALTER TABLE c ADD d int;
                            EXCEPTION WHEN OTHERS THEN
                              DELETE FROM e;
                            END;
                          END IF;
                          FOR r IN SELECT 2 LOOP
                            LOOP INSERT INTO i VALUES (3); END LOOP;
                          END LOOP;
                          n := n + 1;
                          EXECUTE 'DROP TABLE ' || quote_ident(x) USING n;
                          CALL p();
                          COMMIT;
                          ROLLBACK AND CHAIN;
                        END $do$;
                        """.replace("FOR r IN", "FOR n IN")))
                .containsExactly(
                        new PlpgsqlStatement(EXPRESSION, "f(1)", 2),
                        new PlpgsqlStatement(SQL, "SELECT 'ä€😀'", 3),
                        new PlpgsqlStatement(SQL, "SELECT g(n)", 5),
                        new PlpgsqlStatement(EXPRESSION, "n > 1", 6),
                        new PlpgsqlStatement(SQL, "DROP TABLE a", 7),
                        new PlpgsqlStatement(EXPRESSION, "h()", 8),
                        new PlpgsqlStatement(SQL, "TRUNCATE b", 9),
                        new PlpgsqlStatement(SQL, "ALTER TABLE c ADD d int", 12),
                        new PlpgsqlStatement(SQL, "DELETE FROM e", 14),
                        new PlpgsqlStatement(SQL, "SELECT 2", 17),
                        new PlpgsqlStatement(SQL, "INSERT INTO i VALUES (3)", 18),
                        new PlpgsqlStatement(EXPRESSION, "n + 1", 20),
                        new PlpgsqlStatement(DYNAMIC, "'DROP TABLE ' || quote_ident(x)", 21),
                        new PlpgsqlStatement(EXPRESSION, "n", 21),
                        new PlpgsqlStatement(SQL, "CALL p()", 22),
                        new PlpgsqlStatement(TRANSACTION, "COMMIT", 23),
                        new PlpgsqlStatement(TRANSACTION, "ROLLBACK AND CHAIN", 24));
    }

    @Test
    void finds_dynamic_sql_in_every_statement_that_runs_it() throws PgSyntaxException {
        assertThat(PgParser.parsePlpgsql("""
                        CREATE FUNCTION f() RETURNS SETOF record LANGUAGE plpgsql AS $$
                        DECLARE c refcursor; r record;
                        BEGIN
                          OPEN c FOR EXECUTE 'one';
                          FOR r IN EXECUTE 'two' LOOP NULL; END LOOP;
                          RETURN QUERY EXECUTE 'three';
                          EXECUTE 'four' INTO r;
                        END $$"""))
                .filteredOn(statement -> statement.kind() == DYNAMIC)
                .extracting(PlpgsqlStatement::text)
                .containsExactly("'one'", "'two'", "'three'", "'four'");
    }

    @Test
    void reads_all_functions_of_a_script() throws PgSyntaxException {
        assertThat(PgParser.parsePlpgsql("""
                        SELECT 1;
                        DO LANGUAGE plpgsql 'BEGIN DROP TABLE a; END';
                        CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DROP TABLE b; END $$;
                        CREATE FUNCTION q() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN NEW.x := f(); RETURN NEW; END $$;
                        CREATE FUNCTION s() RETURNS int LANGUAGE sql AS 'SELECT 1';
                        DO LANGUAGE plpython3u 'x = 1';
                        """))
                .extracting(PlpgsqlStatement::text)
                .containsExactly("DROP TABLE a", "DROP TABLE b", "f()");
    }

    @Test
    void takes_target_and_value_of_an_assignment_to_an_element() throws PgSyntaxException {
        assertThat(PgParser.parsePlpgsql("DO $$ DECLARE a int[]; BEGIN a[g(b[1] = 2)] = f('='); END $$"))
                .containsExactly(
                        new PlpgsqlStatement(EXPRESSION, "a[g(b[1] = 2)]", 1),
                        new PlpgsqlStatement(EXPRESSION, "f('=')", 1));
    }

    /** What the kinds promise about their texts, for all that a body can hold. */
    @Test
    void gives_texts_that_can_be_parsed_further() throws PgSyntaxException {
        String body = """
                CREATE PROCEDURE p() LANGUAGE plpgsql AS $$
                DECLARE n int := f(1); a int[]; r record; rc refcursor; c CURSOR (k int) FOR SELECT k;
                BEGIN
                  PERFORM g(1), 2;
                  EXECUTE 'a' || n INTO r USING 1, h();
                  FOR i IN REVERSE 1..f(10) BY 2 LOOP EXIT WHEN i > 3; END LOOP;
                  FOREACH n IN ARRAY a LOOP a[f(2)] = 3; r.x := n; END LOOP;
                  FOR r IN EXECUTE 'b' USING 3 LOOP CONTINUE; END LOOP;
                  CASE n WHEN 1, 2 THEN TRUNCATE q; ELSE LOCK TABLE q; END CASE;
                  OPEN c (1); OPEN rc FOR SELECT 2; FETCH c INTO n; MOVE FORWARD f(3) FROM c; CLOSE c;
                  RAISE NOTICE 'x %', f(2) USING HINT = 'y';
                  ASSERT n > 1, 'm';
                  SELECT 1 INTO STRICT n;
                  INSERT INTO t VALUES (1) RETURNING a INTO n;
                  CALL p(1);
                END $$""";
        List<PlpgsqlStatement> statements = PgParser.parsePlpgsql(body);
        assertThat(statements).hasSize(30);
        for (PlpgsqlStatement statement : statements) {
            boolean whole = statement.kind() == SQL || statement.kind() == TRANSACTION;
            assertThat(PgParser.parse(whole ? statement.text() : "SELECT " + statement.text()))
                    .as("%s", statement)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t%ROWTYPE", "s.t %rowtype", "t", "record"})
    void takes_an_assignment_to_a_field_of_a_row(String type) throws PgSyntaxException {
        String body = "DO $$ DECLARE r %s; BEGIN r.a := 'x%%ROWTYPE'; END $$".formatted(type);
        assertThat(PgParser.parsePlpgsql(body)).containsExactly(new PlpgsqlStatement(EXPRESSION, "'x%ROWTYPE'", 1));
    }

    @Test
    void reports_what_plpgsql_refuses() {
        assertThatThrownBy(() -> PgParser.parsePlpgsql("DO $$ BEGIN IF THEN END $$"))
                .isInstanceOf(PgSyntaxException.class)
                .hasMessage("missing expression at or near \"THEN\"");
        assertThatThrownBy(() -> PgParser.parsePlpgsql("DO $$ BEGIN DROP TABL x; END $$"))
                .isInstanceOf(PgSyntaxException.class)
                .hasMessage("syntax error at or near \"TABL\"");
    }

    @Test
    void survives_a_body_that_makes_the_c_code_abort() throws PgSyntaxException {
        assertThatThrownBy(() -> PgParser.parsePlpgsql(
                        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql BEGIN ATOMIC SELECT 1; END"))
                .isInstanceOf(PgSyntaxException.class)
                .hasMessageStartingWith("PostgreSQL's parser gave up: assertion failed");
        assertThat(PgParser.parsePlpgsql("DO $$ BEGIN DROP TABLE x; END $$")).hasSize(1);
    }
}
