package io.ddlguard.pgparser;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text in the two forms in which positions are counted: UTF-8 bytes, as PostgreSQL's tree does, and the characters of
 * a Java string. An error's position counts code points, a third way.
 */
final class SourceText {

    private final String text;
    private final byte[] utf8;

    /** The character at which each byte's code point begins, and the length at the end; null for plain ASCII. */
    private final int @Nullable [] characterOfByte;

    private SourceText(String text, byte[] utf8) {
        this.text = text;
        this.utf8 = utf8;
        this.characterOfByte = utf8.length == text.length() ? null : characterOfByte(text, utf8.length);
    }

    /** Refuses what C or UTF-8 cannot express, where a silent conversion would parse another text than the caller's. */
    static SourceText of(String text) throws PgSyntaxException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new PgSyntaxException("invalid byte sequence for encoding \"UTF8\": 0x00", i);
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new PgSyntaxException(
                        "half of a surrogate pair, \\u%04x, which no encoding can express".formatted((int) c), i);
            }
        }
        return new SourceText(text, text.getBytes(StandardCharsets.UTF_8));
    }

    private static int[] characterOfByte(String text, int bytes) {
        int[] characterOfByte = new int[bytes + 1];
        int at = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            for (int b = 0; b < width; b++) {
                characterOfByte[at++] = i;
            }
            i += Character.charCount(codePoint);
        }
        characterOfByte[bytes] = text.length();
        return characterOfByte;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    String text() {
        return text;
    }

    byte[] utf8() {
        return utf8;
    }

    int characterAtByte(int offset) {
        return characterOfByte == null ? offset : characterOfByte[offset];
    }

    /** The offset of a code point that is counted from 1, or -1 for 0, which is PostgreSQL's "not known". */
    int characterAtCursor(int cursor) {
        if (cursor <= 0) {
            return -1;
        }
        if (characterOfByte == null) {
            return Math.min(cursor - 1, text.length());
        }
        int codePoints = text.codePointCount(0, text.length());
        return text.offsetByCodePoints(0, Math.min(cursor - 1, codePoints));
    }
}
