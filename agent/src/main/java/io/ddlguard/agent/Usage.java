package io.ddlguard.agent;

/** Says how the jar is used to those who start it like a program. */
public final class Usage {

    private Usage() {}

    public static void main(String[] arguments) {
        System.err.println("ddlguard guards the PostgreSQL DDL that a JVM sends. It is a Java agent, not a program:");
        System.err.println(
                "  java -javaagent:ddlguard.jar[=config=PATH,env=NAME,scope=deploy|always] -jar your-app.jar");
        System.err.println(
                "  JAVA_TOOL_OPTIONS=-javaagent:ddlguard.jar does the same for a tool that starts java itself.");
        System.exit(2);
    }
}
