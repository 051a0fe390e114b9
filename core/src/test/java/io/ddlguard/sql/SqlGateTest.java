package io.ddlguard.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import io.ddlguard.change.Change;
import io.ddlguard.change.Script;
import io.ddlguard.pgparser.PgSyntaxException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlGateTest {

    /** One of each kind of statement that PostgreSQL has, those with a change that a rule or a polite lock is for. */
    private static final List<String> CHANGES = List.of(
            "CREATE INDEX i ON t (a)",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a)",
            "DROP INDEX i",
            "REINDEX TABLE t",
            "REINDEX (VERBOSE) INDEX i",
            "REINDEX SCHEMA s",
            "ALTER TABLE t DROP COLUMN c",
            "ALTER TABLE t ADD COLUMN c int NOT NULL",
            "ALTER TABLE t RENAME TO u",
            "ALTER TABLE t RENAME COLUMN c TO d",
            "ALTER TABLE t ADD CHECK (c > 0)",
            "ALTER TABLE t SET SCHEMA s",
            "ALTER INDEX i SET (fillfactor = 70)",
            "ALTER VIEW v RENAME TO w",
            "ALTER MATERIALIZED VIEW v RENAME TO w",
            "ALTER FOREIGN TABLE t RENAME TO u",
            "DROP TABLE t",
            "TRUNCATE t",
            "TRUNCATE TABLE ONLY t RESTART IDENTITY CASCADE",
            "CREATE TABLE t (a int)",
            "CREATE TABLE t AS SELECT 1",
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "DO $$BEGIN EXECUTE 'DROP TABLE ' || 't'; END$$",
            "DO 'BEGIN DROP TABLE t; END'",
            "DELETE FROM t",
            "UPDATE t SET a = (SELECT b FROM u WHERE c)",
            "DO LANGUAGE plperl 'x'");

    /** And those without. */
    private static final List<String> OTHERS = List.of(
            "SELECT 1",
            "SELECT * FROM t WHERE a = 'CREATE INDEX'",
            "(SELECT 1) UNION (SELECT 2)",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x",
            "VALUES (1)",
            "TABLE t",
            "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
            "UPDATE t SET a = 1 WHERE b",
            "DELETE FROM t WHERE a = (1)",
            "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE",
            "COPY t FROM STDIN",
            "COPY (SELECT 1) TO STDOUT",
            "BEGIN",
            "START TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "COMMIT",
            "END",
            "ROLLBACK",
            "ABORT",
            "SAVEPOINT s",
            "RELEASE SAVEPOINT s",
            "ROLLBACK TO SAVEPOINT s",
            "PREPARE TRANSACTION 'x'",
            "COMMIT PREPARED 'x'",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "DEALLOCATE p",
            "DECLARE c CURSOR FOR SELECT 1",
            "FETCH NEXT FROM c",
            "MOVE c",
            "CLOSE c",
            "LISTEN l",
            "NOTIFY l",
            "UNLISTEN l",
            "SET search_path = s",
            "SET LOCAL lock_timeout = 1",
            "SET CONSTRAINTS ALL DEFERRED",
            "RESET ALL",
            "SHOW ALL",
            "DISCARD ALL",
            "EXPLAIN ANALYZE SELECT 1",
            "ANALYZE t",
            "CHECKPOINT",
            "LOAD 'x'",
            "VACUUM t",
            "CLUSTER t",
            "LOCK TABLE t",
            "COMMENT ON TABLE t IS 'x'",
            "GRANT SELECT ON t TO r",
            "REVOKE SELECT ON t FROM r",
            "CREATE SCHEMA s",
            "CREATE VIEW v AS SELECT 1",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE SEQUENCE q",
            "CREATE TYPE e AS ENUM ('a')",
            "CREATE DOMAIN d AS int",
            "CREATE EXTENSION x",
            "CREATE ROLE r",
            "CREATE DATABASE d",
            "CREATE POLICY p ON t",
            "CREATE RULE r AS ON INSERT TO t DO NOTHING",
            "CREATE PUBLICATION p",
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
            "CREATE STATISTICS s ON a, b FROM t",
            "CREATE CAST (int AS text) WITH INOUT",
            "CREATE OPERATOR ## (LEFTARG = int, FUNCTION = f)",
            "CREATE AGGREGATE a (int) (SFUNC = f, STYPE = int)",
            "CREATE COLLATION c FROM \"C\"",
            "CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f()",
            "CREATE MATERIALIZED VIEW v AS SELECT 1",
            "REFRESH MATERIALIZED VIEW v",
            "ALTER TYPE e ADD VALUE 'b'",
            "ALTER SYSTEM SET x = 1",
            "ALTER ROLE r SET x = 1",
            "ALTER SEQUENCE q OWNED BY NONE",
            "ALTER DATABASE d SET x = 1",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r",
            "DROP VIEW v",
            "DROP SCHEMA s CASCADE",
            "DROP DOMAIN d CASCADE",
            "DROP TYPE s.e",
            "DROP FUNCTION f(int), g",
            "DROP PROCEDURE p",
            "DROP AGGREGATE a(int)",
            "DROP OPERATOR ## (int, int)",
            "DROP OPERATOR CLASS c USING btree",
            "DROP CAST (int AS text)",
            "DROP TRIGGER g ON t",
            "DROP RULE r ON t",
            "DROP POLICY p ON t",
            "DROP EXTENSION x",
            "DROP TEXT SEARCH CONFIGURATION c",
            "DROP FOREIGN TABLE t",
            "DROP STATISTICS s",
            "DROP LANGUAGE l",
            "ALTER DOMAIN d ADD CHECK (VALUE > 0)",
            "ALTER FUNCTION f(int) RENAME TO g",
            "ALTER FUNCTION f(int) SET SCHEMA s",
            "ALTER TYPE t RENAME TO u",
            "ALTER TYPE t RENAME VALUE 'a' TO 'b'",
            "ALTER SCHEMA s RENAME TO t",
            "ALTER TRIGGER g ON t RENAME TO h",
            "DROP OWNED BY r",
            "REASSIGN OWNED BY r TO s",
            "IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y",
            "SECURITY LABEL ON TABLE t IS 'x'",
            "CALL p()",
            "");

    /** Ways to write a statement that leave it the same statement. */
    private static List<String> disguises(String sql) {
        return List.of(
                sql,
                sql + ";",
                "  \t\r\n\f" + sql,
                ";;; " + sql,
                "-- SELECT 1;\n" + sql,
                "--\r" + sql,
                "/* SELECT; */" + sql,
                "/* a /* nested ; */ comment */ " + sql,
                "/**/--x\n/* ' */" + sql,
                "/* $$ */" + sql + " -- ' end",
                sql.toLowerCase(java.util.Locale.ROOT).replace("'drop table '", "'drop table '"));
    }

    /** Harmless statements that a change can hide behind. */
    private static final List<String> LEADS = List.of(
            "SELECT 1",
            "SELECT ';'",
            "SELECT 'it''s; '",
            "SELECT E'\\';'",
            "SELECT e'\\\\'",
            "SELECT '\\'",
            "SELECT U&'\\0041'",
            "SELECT B'1', X'F', N'x'",
            "SELECT \"a;\"\"b\" FROM t",
            "SELECT $$;$$",
            "SELECT $a$;$$;$b$;$a$",
            "SELECT $ä$;$ä$",
            "SELECT a$1 FROM t",
            "SELECT $1",
            "SELECT a$$b FROM t",
            "SELECT 1 -- ;'\n",
            "SELECT 1 /* ;' /* \" */ */",
            "SELECT 1 - -1, 4 / 2",
            "SELECT 'a'\n'b;'",
            "SELECT E'a'\n'\\';'",
            "(SELECT 1)",
            "INSERT INTO t VALUES ('x'), ($$'$$)",
            "UPDATE t SET a = 'x;' WHERE b = \"c\"",
            "BEGIN",
            "COMMIT",
            "SET search_path = 'a;b'");

    static Stream<String> texts() {
        List<String> texts = new ArrayList<>();
        for (String change : CHANGES) {
            texts.addAll(disguises(change));
            for (String lead : LEADS) {
                texts.add(lead + ";" + change);
                texts.add(lead + " ; " + change + "; " + lead);
            }
        }
        for (String other : OTHERS) {
            texts.addAll(disguises(other));
            texts.add(other + "; SELECT 1; " + other);
            texts.add(other + "; DROP TABLE t");
        }
        texts.add("\uFEFFDROP TABLE t");
        texts.add("\uFEFFSELECT 1; DROP TABLE t");
        texts.add("\u00A0DROP TABLE t");
        return texts.stream();
    }

    @Test
    void is_never_silent_where_the_parser_finds_a_change() {
        assertThat(texts()).hasSizeGreaterThan(2_000).allSatisfy(sql -> assertThat(
                        SqlGate.concerns(sql) || !hasChange(sql))
                .as(sql)
                .isTrue());
    }

    @Test
    void finds_a_change_in_every_text_that_has_one() {
        assertThat(CHANGES).allSatisfy(sql -> {
            assertThat(hasChange(sql)).as(sql).isTrue();
            assertThat(SqlGate.concerns(sql)).as(sql).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "  select * from t where a = ?",
                "/* hint */ SELECT 1",
                "-- name: find\nSELECT 1",
                "INSERT INTO t VALUES (?, ?)",
                "UPDATE t SET a = 'CREATE INDEX; DROP TABLE t' WHERE b",
                "SELECT ';'; SELECT $$;$$",
                "WITH x AS (SELECT 1) SELECT * FROM x;",
                "(SELECT 1);",
                "{call f(?)}",
                "{? = call f(?)}",
                "COMMIT; BEGIN",
                ";",
                "",
                "   ",
                "-- nothing",
            })
    void lets_harmless_texts_by_without_the_parser(String sql) {
        assertThat(SqlGate.concerns(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT '",
                "SELECT 'a; DROP TABLE t",
                "SELECT \"",
                "SELECT \"a; DROP TABLE t",
                "SELECT $$a; DROP TABLE t",
                "/* SELECT 1",
                "/* /* */ SELECT 1",
                "SELECT 'a\\'; DROP TABLE t; --'",
                "\uFEFFSELECT 1",
                "selec 1",
                "\u0000",
            })
    void calls_what_it_is_unsure_of_a_concern(String sql) {
        assertThat(SqlGate.concerns(sql) || sql.indexOf(';') < 0 && sql.startsWith("SELECT"))
                .isTrue();
    }

    @Test
    void throws_at_no_text_and_is_silent_at_none_with_a_change() {
        Random random = new Random(42);
        String[] parts = {
            "SELECT 1",
            "DROP TABLE t",
            ";",
            "'",
            "''",
            "\"",
            "$$",
            "$a$",
            "$",
            "--",
            "\n",
            "/*",
            "*/",
            "\\",
            "E'",
            " ",
            "(",
            ")",
            "{",
            "}",
            "\uFEFF",
            "\uD83D",
            "\uDE00",
            "ä",
            "\u0000",
            "a",
            "1",
            "-",
            "/",
            "*",
            "x'"
        };
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length >= 0; length--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String sql = text.toString();
            assertThatCode(() -> {
                        SqlGate.concerns(sql);
                        SqlGate.mayEndTransaction(sql);
                    })
                    .as(sql)
                    .doesNotThrowAnyException();
            if (sql.contains("DROP TABLE t") && !SqlGate.concerns(sql)) {
                assertThat(hasChange(sql)).as(sql).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BEGIN", "start transaction", "-- x\nSAVEPOINT s", "COMMIT", "SET search_path = a", "DISCARD ALL"
            })
    void knows_every_text_that_may_change_what_a_later_one_does(String sql) {
        assertThat(SqlGate.concerns(sql)).isFalse();
        assertThat(SqlGate.mayChangeContext(sql)).isTrue();
        assertThat(SqlGate.mayChangeContext("INSERT INTO t VALUES (1)")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("endings")
    void knows_every_text_that_may_end_a_transaction(String sql) {
        assertThat(SqlGate.mayEndTransaction(sql)).isTrue();
    }

    static Stream<String> endings() {
        return Stream.of(
                        "COMMIT",
                        "end",
                        "Rollback",
                        "ABORT",
                        "PREPARE TRANSACTION 'x'",
                        "ROLLBACK TO s",
                        "COMMIT AND CHAIN",
                        "SELECT 1; COMMIT")
                .flatMap(sql -> Stream.of(sql, " -- x\n" + sql, "/* x */" + sql, sql + ";"));
    }

    @Test
    void allocates_nothing_for_a_harmless_text() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String[] harmless = {
            "SELECT * FROM users WHERE id = ?",
            "/* hint */ insert into users (id, name) values (?, ?)",
            "UPDATE users SET name = 'a;b' WHERE id = $1; SELECT $$x;$$",
        };
        long thread = Thread.currentThread().getId();
        int concerns = 0;
        for (int i = 0; i < 100_000; i++) {
            concerns += SqlGate.concerns(harmless[i % harmless.length]) ? 1 : 0;
        }
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 0; i < 100_000; i++) {
            concerns += SqlGate.concerns(harmless[i % harmless.length]) ? 1 : 0;
        }
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(concerns).isZero();
        // Not zero: asking for the number may allocate a few bytes itself.
        assertThat(allocated).isLessThan(1_000);
    }

    /** Whether a rule, or the politeness about locks, has something to look at. */
    private static boolean hasChange(String sql) {
        try {
            return Script.read(sql).statements().stream()
                    .flatMap(statement -> statement.changes().stream())
                    .anyMatch(change -> !(change instanceof Change.Other)
                            && !(change instanceof Change.TransactionControl)
                            && !(change instanceof Change.SearchPath));
        } catch (PgSyntaxException e) {
            return false;
        }
    }
}
