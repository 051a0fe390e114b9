package io.ddlguard.contract;

/** What a caller can notice of a door besides refusals, as the page says it; {@link DifferencesIT} and {@link AutosaveIT} hold the doors to it. */
enum Difference {
    AUTOSAVE("With autosave=always a refused statement of a transaction does not run, but under pgjdbc 42.2 to 42.6 the"
            + " error is 3B001 and not DG001"),
    UNREADABLE_IN_BATCH(
            "A batch with a text that is no SQL fails with the server's own error, with nothing sent, and not"
                    + " with a BatchUpdateException that counts the items before"),
    UNREADABLE_BLOCK(
            "A DO block that cannot be read, or whose language is not PL/pgSQL, is refused with DG001 before the"
                    + " server can say what is wrong with it"),
    NOT_CONFORMING("With standard_conforming_strings off, a text with a backslash is refused, a plain SELECT too"),
    ERROR_FROM_ASIDE(
            "An error of an index that was built beside the caller's transaction, and one over rows that were looked at"
                    + " first, has all its fields, and a line \"Where: PL/pgSQL function inline_code_block\" more"),
    LONG_BATCH("A batch in autocommit that changes a table in use is one transaction, also where it has more than 255"
            + " items, of which pgjdbc makes several"),
    BATCH_NOT_SENT(
            "A batch that is cancelled or meets its query timeout while it waits to be sent fails with 57014, and"
                    + " not with a BatchUpdateException");

    private final String text;

    Difference(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
