package io.ddlguard.pgparser;

/**
 * PostgreSQL's parser refuses the text. The message is the server's, word for word.
 *
 * <p>Texts that cannot even be handed over (a NUL character, half of a surrogate pair) and those that exceed the parser's
 * stack or memory are refused this way too: a text is parsed as a whole or not at all.
 */
public final class PgSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final int position;

    PgSyntaxException(String message, int position) {
        super(message);
        this.message = message;
        this.position = position;
    }

    PgSyntaxException(String message, Throwable cause) {
        super(message, cause);
        this.message = message;
        this.position = -1;
    }

    public String message() {
        return message;
    }

    /** The offset in characters, from 0, of what is wrong, or -1 where PostgreSQL does not tell. */
    public int position() {
        return position;
    }
}
