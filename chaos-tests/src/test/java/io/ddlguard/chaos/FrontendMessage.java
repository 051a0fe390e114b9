package io.ddlguard.chaos;

import java.nio.charset.StandardCharsets;

/**
 * One message from a client to the server, with its bytes as they were sent. The first packets of a connection bear no
 * type in the protocol; they get one here.
 *
 * <p>See <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</a>.
 */
record FrontendMessage(char type, byte[] bytes) {

    /** Asks for TLS or GSSAPI, before the start. */
    static final char NEGOTIATION = '?';

    static final char STARTUP = '^';

    /** Asks on a connection of its own to cancel what another one runs. */
    static final char CANCEL = '!';

    static final char QUERY = 'Q';
    static final char PARSE = 'P';
    static final char BIND = 'B';
    static final char EXECUTE = 'E';
    static final char SYNC = 'S';
    static final char TERMINATE = 'X';

    /** The zero-terminated string that follows {@code skip} others in the body of a typed message. */
    String string(int skip) {
        int from = 5;
        for (int i = 0; i < skip; i++) {
            from = end(from) + 1;
        }
        return new String(bytes, from, end(from) - from, StandardCharsets.UTF_8);
    }

    private int end(int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return end;
    }
}
