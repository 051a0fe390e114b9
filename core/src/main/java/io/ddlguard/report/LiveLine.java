package io.ddlguard.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Prints lines of which some, on a terminal, are written over by the next one. Thread-safe. */
final class LiveLine {

    /** A line that is longer than the terminal is wide would wrap, and be no longer one that can be written over. */
    private static final String NO_WRAP = "\033[?7l";

    private static final String WRAP = "\033[?7h";
    private static final String ERASE_TO_THE_END = "\033[K";

    private final PrintStream out;
    private final boolean terminal;

    LiveLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Whether somebody looks at what is written to a file descriptor of this process, as far as Linux tells; elsewhere
     * nobody does. {@code System.console()} speaks of standard input and output only.
     */
    static boolean isTerminal(int fileDescriptor) {
        String term = System.getenv("TERM");
        if (term == null || term.equals("dumb")) {
            return false;
        }
        try {
            Path device = Path.of("/proc/self/fd/" + fileDescriptor).toRealPath();
            return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    boolean isTerminal() {
        return terminal;
    }

    /** @param passing whether the next line may take its place */
    synchronized void print(String line, boolean passing) {
        if (!terminal) {
            out.println(line);
        } else if (passing) {
            // What others print begins at the left too, and not behind it.
            out.print(NO_WRAP + line + ERASE_TO_THE_END + WRAP + "\r");
            out.flush();
        } else {
            out.println(ERASE_TO_THE_END + line);
        }
    }
}
