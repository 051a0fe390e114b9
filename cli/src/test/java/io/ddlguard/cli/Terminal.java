package io.ddlguard.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** A shell with nothing but these variables. */
record Terminal(Map<String, String> environment) {

    /** What a command left behind. */
    record End(int exitCode, String out, String err) {}

    static End run(String... arguments) {
        return new Terminal(Map.of()).start(arguments);
    }

    End start(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), environment::get, arguments);
        return new End(exitCode, out.toString(), err.toString());
    }
}
