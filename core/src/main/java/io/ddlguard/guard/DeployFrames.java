package io.ddlguard.guard;

import java.util.List;

/**
 * Tells whether a call belongs to a deploy: a migration tool is on the stack. With the agent on an application, its
 * nightly TRUNCATE of a staging table must not fail, and the migration that it runs when it starts must be guarded.
 */
final class DeployFrames {

    private static final List<String> TOOLS = List.of(
            "org.flywaydb.",
            "liquibase.",
            "org.hibernate.tool.schema.",
            "org.hibernate.tool.hbm2ddl.",
            "org.springframework.jdbc.datasource.init.");

    private DeployFrames() {}

    static boolean areOnTheStack() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> isTool(frame.getClassName())));
    }

    /**
     * Whether the commit under way is one after which a tool records the migration in a transaction of its own on the
     * same connection. Liquibase does.
     */
    static boolean historyFollows() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith("liquibase.")));
    }

    private static boolean isTool(String className) {
        for (String tool : TOOLS) {
            if (className.startsWith(tool)) {
                return true;
            }
        }
        return false;
    }
}
