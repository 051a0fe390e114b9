package io.ddlguard.pgparser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code r t%ROWTYPE} readable. libpg_query has no catalog and takes such a variable for a scalar, so that it
 * refuses {@code r.column := …}, which the server takes. Of {@code r t}, which means the same, it assumes a row.
 */
final class Rowtypes {

    private Rowtypes() {}

    /** The text with every %ROWTYPE in a dollar-quoted body blanked out, or null if there is none. */
    static @Nullable SourceText removed(SourceText text, LibPgQuery grammar) throws PgSyntaxException {
        StringBuilder plain = new StringBuilder(text.text());
        boolean found = false;
        for (Token token : TokenReader.read(text, grammar)) {
            if (token.name().equals("SCONST") && plain.charAt(token.start()) == '$') {
                int delimiter = plain.indexOf("$", token.start() + 1) + 1 - token.start();
                found |= blankOut(plain, token.start() + delimiter, token.end() - delimiter, grammar);
            }
        }
        return found ? SourceText.of(plain.toString()) : null;
    }

    private static boolean blankOut(StringBuilder text, int start, int end, LibPgQuery grammar)
            throws PgSyntaxException {
        String body = text.substring(start, end);
        List<Token> tokens = TokenReader.read(SourceText.of(body), grammar);
        boolean found = false;
        for (int i = 1; i < tokens.size(); i++) {
            Token percent = tokens.get(i - 1);
            Token name = tokens.get(i);
            if (body.charAt(percent.start()) == '%'
                    && body.substring(name.start(), name.end()).equalsIgnoreCase("rowtype")) {
                text.replace(start + percent.start(), start + name.end(), " ".repeat(name.end() - percent.start()));
                found = true;
            }
        }
        return found;
    }
}
