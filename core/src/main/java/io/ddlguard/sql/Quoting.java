package io.ddlguard.sql;

import java.util.regex.Pattern;

/** Names and texts as SQL. It relies on {@code standard_conforming_strings}, which the guard checks first. */
public final class Quoting {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private Quoting() {}

    /** A name, always quoted: which words are reserved differs between versions of PostgreSQL. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A name as a person would write it. For messages; SQL that is sent uses {@link #identifier}. */
    public static String readable(String name) {
        return PLAIN.matcher(name).matches() ? name : identifier(name);
    }

    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
