package io.ddlguard.pgparser.build.split;

import java.io.ByteArrayOutputStream;

/** Binary WebAssembly being written. */
final class Bytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Bytes put(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Bytes put(byte[] values) {
        bytes.writeBytes(values);
        return this;
    }

    Bytes put(Bytes other) {
        return put(other.toArray());
    }

    Bytes unsigned(int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            bytes.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
        return this;
    }

    Bytes signed(int value) {
        int rest = value;
        while (rest < -64 || rest > 63) {
            bytes.write(rest & 0x7F | 0x80);
            rest >>= 7;
        }
        bytes.write(rest & 0x7F);
        return this;
    }

    Bytes constant(int value) {
        return put(0x41).signed(value);
    }

    /** The length first, then the bytes. */
    Bytes sized(Bytes other) {
        return unsigned(other.bytes.size()).put(other);
    }

    byte[] toArray() {
        return bytes.toByteArray();
    }
}
