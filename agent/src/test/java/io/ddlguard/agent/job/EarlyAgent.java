package io.ddlguard.agent.job;

/** An agent that uses the database before {@code main}, as an agent for monitoring may. */
public final class EarlyAgent {

    private EarlyAgent() {}

    public static void premain(String argument) throws ClassNotFoundException {
        Class.forName("org.postgresql.Driver");
    }
}
