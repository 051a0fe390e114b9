package io.ddlguard.chaos;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts what a client sends into its messages. */
final class FrontendMessages {

    private static final int CANCEL_REQUEST = 80877102;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSSENC_REQUEST = 80877104;

    private final DataInputStream in;
    private boolean started;

    FrontendMessages(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** Waits for the next message; null when the client is gone, also in the middle of one. */
    @Nullable
    FrontendMessage next() {
        try {
            return started ? typed() : first();
        } catch (IOException e) {
            return null;
        }
    }

    private FrontendMessage first() throws IOException {
        int length = in.readInt();
        byte[] bytes = new byte[length];
        ByteBuffer.wrap(bytes).putInt(length);
        in.readFully(bytes, 4, length - 4);
        return switch (ByteBuffer.wrap(bytes).getInt(4)) {
            case SSL_REQUEST, GSSENC_REQUEST -> new FrontendMessage(FrontendMessage.NEGOTIATION, bytes);
            case CANCEL_REQUEST -> new FrontendMessage(FrontendMessage.CANCEL, bytes);
            default -> {
                started = true;
                yield new FrontendMessage(FrontendMessage.STARTUP, bytes);
            }
        };
    }

    private FrontendMessage typed() throws IOException {
        byte type = in.readByte();
        int length = in.readInt();
        byte[] bytes = new byte[1 + length];
        ByteBuffer.wrap(bytes).put(type).putInt(length);
        in.readFully(bytes, 5, length - 4);
        return new FrontendMessage((char) type, bytes);
    }
}
