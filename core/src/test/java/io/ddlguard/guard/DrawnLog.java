package io.ddlguard.guard;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps what the guard tells on standard error: of thousands of draws, nobody would read it. */
final class DrawnLog implements AutoCloseable {

    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    DrawnLog() {
        System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
    }

    void begin() {
        text.reset();
    }

    /** What was told since it has begun. */
    String text() {
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(standardError);
    }
}
