package io.ddlguard.change;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.Token;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement for a log: without its comments, and with a question mark for each of its literals. */
public final class RedactedText {

    private static final Set<String> LITERALS = Set.of("SCONST", "USCONST", "ICONST", "FCONST", "BCONST", "XCONST");
    private static final Pattern FIRST_WORDS = Pattern.compile("[A-Za-z_ ]*");
    private static final int LONGEST = 200;

    private RedactedText() {}

    /** Of a text that the server may have cut off: where it cannot be read, only its first words are left. */
    public static String of(String sql) {
        String text;
        try {
            StringBuilder redacted = new StringBuilder();
            int end = 0;
            for (Token token : PgParser.tokens(sql)) {
                if (token.isComment()) {
                    continue;
                }
                if (token.start() > end && !redacted.isEmpty()) {
                    redacted.append(' ');
                }
                redacted.append(LITERALS.contains(token.name()) ? "?" : sql.substring(token.start(), token.end()));
                end = token.end();
            }
            text = redacted.toString();
        } catch (PgSyntaxException e) {
            Matcher words = FIRST_WORDS.matcher(sql);
            text = (words.lookingAt() ? words.group().strip() : "") + " …";
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}
