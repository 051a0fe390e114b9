package io.ddlguard.contract;

import static io.ddlguard.contract.Ground.DROP;
import static io.ddlguard.contract.Route.route;
import static io.ddlguard.contract.Route.text;

import java.util.List;

/** How a text can be written. */
final class TextRoutes {

    private TextRoutes() {}

    static final List<Route> ROUTES = List.of(
            text("as it is", DROP),
            text("lower case", "alter table t drop column doomed"),
            text("mixed case", "aLtEr tAbLe T DrOp CoLuMn DOOMED"),
            text("without the word COLUMN", "ALTER TABLE t DROP doomed"),
            text("IF EXISTS and ONLY", "ALTER TABLE IF EXISTS ONLY t DROP COLUMN IF EXISTS doomed RESTRICT"),
            text("with descendants named", "ALTER TABLE t * DROP COLUMN doomed"),
            text("as the second command of one ALTER TABLE", "ALTER TABLE t ADD COLUMN fresh int, DROP COLUMN doomed"),
            text("after a line comment", "-- it's only a SELECT 1;\n" + DROP),
            text("after a block comment", "/* SELECT 1; */" + DROP),
            text("after a nested block comment", "/* a /* b; */ 'c */ " + DROP),
            text("with comments between all words", "ALTER/**/TABLE--\nt/*;*/DROP/*'*/COLUMN--'\ndoomed"),
            text("after empty statements", ";; ;\n;" + DROP),
            text("with trailing semicolons", DROP + ";;\n;"),
            text("with CRLF line ends", "-- first\r\nALTER TABLE t\r\nDROP COLUMN doomed;\r\n"),
            text("with a line comment ended by CR alone", "-- first\r" + DROP),
            text("with tabs and form feeds", "\t\f" + DROP.replace(' ', '\t')),
            text("with quoted identifiers", "ALTER TABLE \"t\" DROP COLUMN \"doomed\""),
            text("with Unicode identifiers", "ALTER TABLE U&\"\\0074\" DROP COLUMN U&\"d\\006Fomed\""),
            text("with UESCAPE", "ALTER TABLE U&\"!0074\" UESCAPE '!' DROP COLUMN U&\"d!006fomed\" UESCAPE '!'"),
            route("qualified by the schema", ground -> ground.statement()
                    .execute("ALTER TABLE " + ground.schema() + ".t DROP COLUMN doomed")),
            route("qualified by the database", ground -> ground.statement()
                    .execute("ALTER TABLE " + ground.connection().getCatalog() + "." + ground.schema()
                            + ".t DROP COLUMN doomed")),
            text("second of several statements", "SELECT 1; " + DROP),
            text("last of many statements", "SELECT 1; SELECT 2; INSERT INTO others VALUES (2);\n" + DROP),
            text("first of several statements", DROP + "; SELECT 1"),
            text("after a string with a semicolon", "SELECT ';'; " + DROP),
            text("after an escape string with a quote", "SELECT E'a\\'; --'; " + DROP),
            text("after a string with a backslash", "SELECT 'a\\'; " + DROP + " --'"),
            text("after a dollar-quoted string", "SELECT $$;'$$, $a$ $$ ; $a$; " + DROP),
            text("after a dollar sign in a name", "SELECT 1 AS a$b$; " + DROP + "; SELECT 1 AS c$b$"),
            text("after a quoted name with a quote", "SELECT 1 AS \"a\"\"';\"; " + DROP),
            text("after a comment with a quote", "SELECT 1 -- it's\n; " + DROP),
            text("after a bit string and a Unicode string", "SELECT B'1', X'F', U&'\\0027', N'x'; " + DROP),
            text(
                    "after a function body with semicolons",
                    "CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS" + " $$ BEGIN RETURN 1; END $$; " + DROP),
            text(
                            "after a function body of standard SQL",
                            "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2;" + " END; " + DROP)
                    .harmless("pgjdbc splits the body at its semicolons, and the server refuses the first part"),
            text("after an operator that looks like a comment", "SELECT 1 +-1; " + DROP),
            text("within BEGIN and COMMIT", "BEGIN; " + DROP + "; COMMIT"),
            text("after a COMMIT of its own", "BEGIN; SELECT 1; COMMIT; " + DROP),
            text("after a savepoint", "BEGIN; SAVEPOINT s; " + DROP + "; RELEASE s; COMMIT"),
            route("with strings that do not conform, where a parser that does not know sees one SELECT", ground -> {
                ground.statement().execute("SET standard_conforming_strings = off");
                ground.statement().execute("SELECT 'a\\''; " + DROP + "; --'");
            }),
            route("with strings that do not conform, plainly", ground -> {
                ground.statement().execute("SET standard_conforming_strings = off");
                ground.statement().execute(DROP);
            }),
            route("the table found by SET search_path", ground -> {
                ground.statement().execute("SET search_path = pg_catalog, " + ground.schema());
                ground.statement().execute(DROP);
            }),
            route("the table found by setSchema", ground -> {
                ground.connection().setSchema("public");
                ground.connection().setSchema(ground.schema());
                ground.statement().execute(DROP);
            }),
            route("the table found by a search_path set in the same text", ground -> {
                ground.connection().setSchema("public");
                ground.statement().execute("SET search_path = " + ground.schema() + "; " + DROP);
            }),
            route("the table found by set_config in the same text", ground -> {
                ground.connection().setSchema("public");
                ground.statement()
                        .execute("SELECT set_config('search_path', '" + ground.schema() + "', false); " + DROP);
            }),
            route("an empty table of the same name first, new in this session", ground -> {
                ground.statement().execute("CREATE TEMP TABLE t (id int, doomed int)");
                ground.statement().execute("SET search_path = " + ground.schema() + ", pg_temp");
                ground.statement().execute(DROP);
            }),
            route("the table renamed there and back before", ground -> {
                ground.connection().setAutoCommit(false);
                ground.statement().execute("CREATE TABLE fresh (id int, doomed int)");
                ground.statement().execute("ALTER TABLE fresh RENAME TO fresher");
                ground.statement().execute("DROP TABLE fresher");
                ground.statement().execute(DROP);
                ground.connection().commit();
            }),
            text("by its type: DROP DOMAIN … CASCADE", "DROP DOMAIN doom CASCADE"),
            text("with its table", "DROP TABLE t"),
            route("with its schema", ground -> ground.statement()
                    .execute("DROP SCHEMA " + ground.schema() + " CASCADE")),
            text("by a prefix of white space that only people see", "\u00A0" + DROP)
                    .harmless("the server refuses the character"),
            text("by a byte order mark", "\uFEFF" + DROP).harmless("the server refuses the character"),
            text("in a prepared statement of SQL", "PREPARE p AS " + DROP)
                    .harmless("the grammar allows no DDL in PREPARE"),
            text("in a cursor", "DECLARE c CURSOR FOR " + DROP).harmless("the grammar allows no DDL in DECLARE"),
            text("in EXPLAIN ANALYZE", "EXPLAIN ANALYZE " + DROP).harmless("the grammar allows no DDL in EXPLAIN"),
            text("in a WITH query", "WITH x AS (" + DROP + ") SELECT 1").harmless("the grammar allows no DDL in WITH"),
            text("in query_to_xml", "SELECT query_to_xml('" + DROP + "', true, true, '')")
                    .harmless("the server runs its text read-only"));
}
