package io.ddlguard.pgparser.build.split;

import java.util.Arrays;

/** Binary WebAssembly being read. */
final class ByteInput {

    private final byte[] bytes;
    private int at;
    private final int end;

    ByteInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ByteInput(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int position() {
        return at;
    }

    int next() {
        return bytes[at++] & 0xFF;
    }

    void skip(int count) {
        at += count;
    }

    /** A LEB128 number, of which we only ever need 32 bits. */
    int unsigned() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = next();
            value |= (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
    }

    void skipNumber() {
        while (next() >= 0x80) {
            // its last byte is the first without the high bit
        }
    }

    ByteInput section(int length) {
        at += length;
        return new ByteInput(bytes, at - length, at);
    }

    byte[] since(int start) {
        return Arrays.copyOfRange(bytes, start, at);
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }
}
