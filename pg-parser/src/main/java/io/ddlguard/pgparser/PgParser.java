package io.ddlguard.pgparser;

import java.util.List;

/**
 * Parses SQL as PostgreSQL 18 does. Thread-safe.
 *
 * <p>Nothing is loaded before the first call, or {@link #warmUp}. Then the grammar takes some tens of megabytes of heap,
 * given back after a minute without a call. Parsing happens on daemon threads of this class, because deeply nested SQL
 * needs more stack than a caller may have; two texts are parsed at a time. A caller waits even when it is interrupted,
 * and finds its interrupt flag as it was.
 */
public final class PgParser {

    private PgParser() {}

    /** The statements of a text, none if it holds only blanks, comments and semicolons. */
    public static List<RawStatement> parse(String sql) throws PgSyntaxException {
        SourceText text = SourceText.of(sql);
        return text.isEmpty() ? List.of() : ParserThreads.call(grammar -> StatementReader.read(text, grammar));
    }

    /** The tokens of a text, which need not be valid beyond its lexical form. An error has no position. */
    public static List<Token> tokens(String sql) throws PgSyntaxException {
        SourceText text = SourceText.of(sql);
        return text.isEmpty() ? List.of() : ParserThreads.call(grammar -> TokenReader.read(text, grammar));
    }

    /**
     * What the PL/pgSQL bodies of a text's DO, CREATE FUNCTION and CREATE PROCEDURE statements send to the SQL engine, in
     * the order of the bodies, declarations first. Bodies in other languages give nothing.
     *
     * <p>The syntax of static SQL in a body has been checked, as the server does when it creates the function. One thing
     * libpg_query leaves out: the default of a variable of a row type. An error has no position.
     */
    public static List<PlpgsqlStatement> parsePlpgsql(String doOrCreateFunction) throws PgSyntaxException {
        SourceText text = SourceText.of(doOrCreateFunction);
        return text.isEmpty() ? List.of() : ParserThreads.call(grammar -> PlpgsqlReader.read(text, grammar));
    }

    /** Loads the grammar on a thread of its own and returns at once, so that a first statement need not wait for it. */
    public static void warmUp() {
        ParserThreads.start(grammar -> StatementReader.read(SourceText.of("SELECT 1"), grammar));
    }
}
