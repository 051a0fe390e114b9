package io.ddlguard.rule;

import java.util.List;

/** What a refusal of several rules tells a person to do. */
final class Instead {

    private Instead() {}

    /** For commands that PostgreSQL refuses in a transaction block. */
    static String outsideATransaction(List<String> commands) {
        StringBuilder text = new StringBuilder("""
                In a migration of its own that does not run in a transaction (Flyway: executeInTransaction=false in
                the script's .conf; Liquibase: runInTransaction="false"):
                """);
        commands.forEach(command -> text.append("    ").append(command).append(";\n"));
        return text.toString();
    }
}
