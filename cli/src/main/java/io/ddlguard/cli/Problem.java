package io.ddlguard.cli;

import io.ddlguard.guard.Guard;
import java.sql.SQLException;
import picocli.CommandLine;

/** What went wrong, in one message and an exit code. */
final class Problem {

    private Problem() {}

    static int explain(Exception problem, CommandLine line, CommandLine.ParseResult parsed) throws Exception {
        if (!(problem instanceof SQLException error)) {
            throw problem;
        }
        boolean policy = Guard.BAD_POLICY.equals(error.getSQLState());
        line.getErr()
                .println("ddlguard: "
                        + (policy ? "" : "the database could not be asked (" + error.getSQLState() + "): ")
                        + error.getMessage());
        return policy ? CommandLine.ExitCode.USAGE : Main.DATABASE;
    }
}
